a: {test.succeed_with_changes: []}
c: {test.fail_without_changes: []}
b: {test.nop: [{watch_any: [{test: a}, {test: c}]}]}
