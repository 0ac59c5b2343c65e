f: {exec.run: [{path: test.fail}]}
b: {test.nop: [{require: [{exec: f}]}]}
c: {test.nop: [{onfail: [{exec: f}]}]}
