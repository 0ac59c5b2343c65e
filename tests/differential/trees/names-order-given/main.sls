first: {test.nop: []}
many: {test.nop: [{names: [z, y]}, {order: 1}]}
