a: {test.nop: [{names: ["one two", "x/y", "z.1"]}]}
