many: {test.succeed_with_arg_bind: [{names: [x, y]}, {parameters: {k: v}}]}
