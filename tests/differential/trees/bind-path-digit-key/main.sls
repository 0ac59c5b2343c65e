a: {test.present: [{new_state: {"0": zero, l: [first]}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:0}"}}]}
