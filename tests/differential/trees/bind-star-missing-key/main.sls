a: {test.present: [{new_state: {l: [{id: 1}, {other: 2}]}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:l[*]:id}"}}]}
