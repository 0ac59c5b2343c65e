a: {test.present: [{new_state: {"two words": v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:two words}"}}]}
