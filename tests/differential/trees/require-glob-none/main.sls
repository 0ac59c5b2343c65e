a: {test.nop: [{require: [{test: "web*"}]}]}
b: {test.nop: []}
