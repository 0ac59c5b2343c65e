a: {test.present: [{new_state: {name: a, l: [{x: 1}, {x: 2}]}}]}
