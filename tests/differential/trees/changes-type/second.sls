a: {test.present: [{new_state: {n: "1", m: text, t: 1}}]}
