a: {test.present: [{new_state: {l: text}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:l[0]}"}}]}
