a: {test.succeed_with_changes: []}
w: {test.nop: [{watch: [{test: a}]}]}
o: {test.nop: [{onchanges: [{test: a}]}]}
f: {test.nop: [{onfail: [{test: a}]}]}
