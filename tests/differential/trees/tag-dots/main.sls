a.b/c.d: {test.present: [{new_state: {k: v}}]}
x: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a.b/c.d:k}"}}]}
