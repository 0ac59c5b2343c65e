a: {test.nop: [{require: [{test: nobody}]}]}
b: {test.nop: []}
