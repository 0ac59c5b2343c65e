a: {test.present: [{new_state: {n: generated}}]}
b: {test.nop: [{name: "${test:a:n}"}]}
c: {test.nop: [{require: [{test: b}]}]}
