a: {test.present: [{new_state: {n: 1, m: {x: 1}, t: "1"}}]}
