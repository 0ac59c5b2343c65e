f: {test.fail_without_changes: []}
a: {test.present: [{new_state: {k: v}}, {require: [{test: f}]}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:k}"}}]}
