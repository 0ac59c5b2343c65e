a: {test.nop: []}
f: {test.fail_without_changes: []}
#!require:a
b: {test.nop: [{require: [{test: f}]}]}
c: {test.nop: [{onfail: [{test: f}]}]}
