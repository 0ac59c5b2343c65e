a: {test.present: [{new_state: {net: blue, n: two}}]}
b: {test.succeed_with_arg_bind: [{parameters: {label: "vm-in-${test:a:net}-${test:a:n}-${test:a:net}"}}]}
