many: {test.nop: [{names: [x, y]}]}
c: {test.nop: []}
