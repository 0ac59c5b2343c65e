a: {test.present: [{new_state: {name: a, k: w}}]}
b: {test.present: [{new_state: {name: b, k: v}}]}
