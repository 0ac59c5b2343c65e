a: {test.present: [{new_state: {l: [1, 2]}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:l[-1]}"}}]}
