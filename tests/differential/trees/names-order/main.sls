many: {test.nop: [{names: [z, y, x]}]}
after: {test.nop: []}
