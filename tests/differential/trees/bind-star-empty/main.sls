a: {test.present: [{new_state: {l: [], k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:l[*]:id}", k: "${test:a:k}"}}]}
