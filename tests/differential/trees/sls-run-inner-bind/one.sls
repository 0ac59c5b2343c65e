a: {test.present: [{new_state: {name: a, k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:k}"}}]}
