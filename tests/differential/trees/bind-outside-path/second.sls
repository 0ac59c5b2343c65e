b: {test.succeed_with_arg_bind: [{parameters: {all: "${test:a:l[*]:x}", one: "${test:a:l[1]:x}"}}]}
