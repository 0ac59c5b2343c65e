src: {test.present: [{new_state: {k: v}}]}
#!require:src
wow: {test.succeed_with_arg_bind: [{parameters: {got: "${test:src:k}"}}]}
