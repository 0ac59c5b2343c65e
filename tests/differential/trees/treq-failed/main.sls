to_treq: {test.treq: []}
a: {test.nop: [{require: [{test: f}]}]}
f: {test.fail_without_changes: []}
