a: {test.present: [{new_state: {m: {x: 1}}}]}
b: {test.succeed_with_arg_bind: [{parameters: "${test:a:m}"}]}
