a: {test.nop: [{name: other}]}
