a: {test.nop: [{name: n}, {names: [x, y]}]}
