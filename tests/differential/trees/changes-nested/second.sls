a: {test.present: [{new_state: {m: {x: 1, y: 3}, l: [1, 3], added: {deep: 1}, t: 1}}]}
