a1: {test.nop: []}
a2: {test.anop: []}
a3: {test.succeed_without_changes: []}
a4: {test.none_without_changes: []}
a5: {test.fail_without_changes: []}
a6: {test.succeed_with_changes: []}
a7: {test.fail_with_changes: []}
a8: {test.configurable_test_state: [{changes: true}, {result: false}, {comment: mine}]}
a9: {test.configurable_test_state: [{changes: false}]}
b1: {test.present: [{new_state: {a: 1}}, {old_state: {a: 0, b: 2}}]}
b2: {test.present: [{new_state: {a: 1}}, {changes: {some: thing}}]}
b3: {test.absent: []}
b4: {test.mod_watch: []}
