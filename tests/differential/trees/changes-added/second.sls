a: {test.present: [{new_state: {k: v, added: {x: 1}}}]}
