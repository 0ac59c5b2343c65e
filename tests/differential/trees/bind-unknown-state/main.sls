b: {test.succeed_with_arg_bind: [{parameters: {got: "${nothing:a:k}"}}]}
a: {test.nop: []}
