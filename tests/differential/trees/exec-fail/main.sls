f: {exec.run: [{path: test.fail}]}
b: {test.nop: [{require: [{exec: f}]}]}
