a: {test.present: [{new_state: {k: v}}, {result: false}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:k}"}}]}
