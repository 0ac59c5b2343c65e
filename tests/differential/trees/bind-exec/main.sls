ping: {exec.run: [{path: test.ping}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: x}}, {require: [{exec: ping}]}]}
