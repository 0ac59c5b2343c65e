a: {test.nop: [{require_any_in: [{test: c}]}]}
b: {test.fail_without_changes: [{require_any_in: [{test: c}]}]}
c: {test.nop: []}
