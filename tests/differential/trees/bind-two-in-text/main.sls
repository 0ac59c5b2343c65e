a: {test.present: [{new_state: {n: 5, k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:n}${test:a:k}"}}]}
