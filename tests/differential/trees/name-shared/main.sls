a: {test.nop: [{name: same}]}
b: {test.nop: [{name: same}]}
c: {test.nop: [{require: [{test: same}]}]}
