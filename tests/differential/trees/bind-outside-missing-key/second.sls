b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:nothing}"}}]}
c: {test.nop: []}
