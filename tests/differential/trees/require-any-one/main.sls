a: {test.nop: []}
b: {test.fail_without_changes: []}
c: {test.nop: [{require_any: [{test: a}, {test: b}]}]}
