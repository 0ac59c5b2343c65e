a: {test.absent: []}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:k}"}}]}
