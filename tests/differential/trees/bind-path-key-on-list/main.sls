a: {test.present: [{new_state: {nics: [{address: one}, {address: two}]}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:nics:address}"}}]}
