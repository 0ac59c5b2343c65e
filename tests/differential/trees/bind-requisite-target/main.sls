a: {test.present: [{new_state: {k: c}}]}
c: {test.nop: []}
b: {test.nop: [{require: [{test: "${test:a:k}"}]}]}
