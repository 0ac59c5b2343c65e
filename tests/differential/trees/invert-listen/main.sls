a: {test.present: [{new_state: {name: a, k: v}}]}
b: {test.present: [{new_state: {name: b, k: w}}, {listen: [{test: a}]}]}
