first: {test.nop: [{require: [{test: net}]}]}
net: {test.fail_without_changes: []}
