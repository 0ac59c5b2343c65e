a: {test.unique_op: [{names: [x, y]}]}
b: {test.nop: []}
