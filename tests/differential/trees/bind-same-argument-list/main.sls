a: {test.present: [{new_state: {k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {l: [[x, "${test:a:k}"], [{m: ["${test:a:k}"]}]]}}]}
