a: {test.nop: [{onlyif: ["false"]}]}
b: {test.nop: [{require: [{test: a}]}]}
