a: {test.present: [{new_state: {m: [[{k: v}]]}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:m:[0]:[0]:k}"}}]}
