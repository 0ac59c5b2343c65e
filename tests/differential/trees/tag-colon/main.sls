"a:b": {test.nop: []}
x: {test.nop: [{require: [{test: "a:b"}]}]}
