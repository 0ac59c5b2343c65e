a: {test.present: [{new_state: {k: v}}]}
b: {test.nop: [{onchanges: [{test: a}]}]}
