a: {test.present: [{new_state: {none: null, k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "x-${test:a:none}-y"}}]}
