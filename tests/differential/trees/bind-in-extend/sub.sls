a: {test.present: [{new_state: {k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: plain}}]}
