say: {exec.run: [{path: test.echo}, {kwargs: {value: hello}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${exec:say:k}"}}]}
