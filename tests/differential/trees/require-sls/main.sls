include: [other]
a: {test.nop: [{require: [{sls: other}]}]}
