a: {test.present: [{new_state: {k: v}}]}
b: {test.present: [{new_state: {k: w}}]}
