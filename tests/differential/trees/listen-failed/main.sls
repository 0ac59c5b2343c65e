b: {test.nop: [{listen: [{test: a}]}]}
a: {test.fail_with_changes: []}
