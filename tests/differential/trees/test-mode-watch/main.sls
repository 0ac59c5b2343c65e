a: {test.configurable_test_state: [{changes: true}]}
w: {test.nop: [{watch: [{test: a}]}]}
o: {test.nop: [{onchanges: [{test: a}]}]}
r: {test.nop: [{require: [{test: a}]}]}
f: {test.nop: [{onfail: [{test: a}]}]}
