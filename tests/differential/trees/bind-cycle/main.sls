a: {test.succeed_with_arg_bind: [{parameters: {got: "${test:b:testing}"}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:testing}"}}]}
