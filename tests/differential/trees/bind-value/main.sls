a: {test.present: [{new_state: {key: value}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:key}"}}]}
