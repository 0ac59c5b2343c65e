many: {test.succeed_with_arg_bind: [{names: [x, y]}, {parameters: {k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:many[z]:testing:k}"}}]}
