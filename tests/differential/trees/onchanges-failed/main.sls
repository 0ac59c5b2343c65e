a: {test.fail_with_changes: []}
b: {test.nop: [{onchanges: [{test: a}]}]}
