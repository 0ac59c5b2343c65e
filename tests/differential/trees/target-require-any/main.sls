a: {test.nop: []}
f: {test.fail_without_changes: []}
b: {test.nop: [{require_any: [{test: f}, {test: a}]}]}
