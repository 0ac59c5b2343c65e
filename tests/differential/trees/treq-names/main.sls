t: {test.treq: [{names: [x, y]}]}
n: {test.nop: [{names: [p, q]}]}
