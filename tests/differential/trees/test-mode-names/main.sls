a: {test.present: [{new_state: {k: v}}]}
b: {test.succeed_with_arg_bind: [{names: [x, y]}, {parameters: {got: "${test:a:k}"}}]}
