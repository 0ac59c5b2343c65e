b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:nobody:k}"}}]}
c: {test.nop: []}
