a: {test.succeed_with_changes: []}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:testing:new}"}}, {watch: [{test: a}]}]}
