a: {test.present: [{new_state: {mode: 0644, zeros: 007, zero: 0, negative: -012, eight: 08}}]}
