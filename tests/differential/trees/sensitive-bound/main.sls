a: {test.present: [{new_state: {k: v, pw: hidden-one}}, {sensitive: [pw]}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:pw}", other: "${test:a:k}"}}]}
