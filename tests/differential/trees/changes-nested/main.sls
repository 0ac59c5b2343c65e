a: {test.present: [{new_state: {m: {x: 1, y: 2}, l: [1, 2], gone: 1, t: true}}]}
