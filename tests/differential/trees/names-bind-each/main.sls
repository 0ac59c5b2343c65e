a: {test.present: [{names: [x, y]}, {new_state: {k: v}}]}
b: {test.nop: [{require: [{test: a}]}]}
