a: {test.present: [{new_state: {k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {price: "$5", brace: "{x}", shell: "$(date)", empty: "${}", open: "${test:a"}}]}
