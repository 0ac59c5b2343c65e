a: {test.present: [{new_state: {n: 5}}]}
b: {test.succeed_with_arg_bind: [{parameters: {label: "vm-${test:a:n}"}}]}
