net: {test.present: [{new_state: {k: v}}]}
sub: {test.succeed_with_arg_bind: [{parameters: {got: "${test:net:k}"}}]}
