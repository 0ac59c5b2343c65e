say: {exec.run: [{path: test.echo}, {kwargs: {value: {k: {deep: v}}}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${exec:say:k:deep}"}}]}
