a: {test.present: [{new_state: {k: v}}]}
b: {test.nop: [{watch: [{test: a}]}]}
