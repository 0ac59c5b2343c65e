a: {test.nop: [{unless: ["true"]}]}
