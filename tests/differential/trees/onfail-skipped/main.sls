a: {test.nop: []}
b: {test.nop: [{onchanges: [{test: a}]}]}
c: {test.nop: [{onfail: [{test: b}]}]}
