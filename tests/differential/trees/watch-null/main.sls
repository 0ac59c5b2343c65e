a: {test.none_without_changes: []}
b: {test.nop: [{watch: [{test: a}]}]}
