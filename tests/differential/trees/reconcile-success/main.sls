c: {test.present: [{new_state: {k: v}}]}
g: {test.succeed_with_changes: []}
n: {test.nop: []}
