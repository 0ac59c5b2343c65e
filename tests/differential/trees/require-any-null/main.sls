n: {test.none_without_changes: []}
b: {test.nop: [{require_any: [{test: n}]}]}
