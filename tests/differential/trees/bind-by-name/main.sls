an_id: {test.present: [{name: a_name}, {new_state: {k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a_name:k}"}}]}
