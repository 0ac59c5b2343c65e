a: {test.present: [{new_state: {none: null, k: v}}]}
b: {test.succeed_with_arg_bind: [{parameters: {none: "${test:a:none}", k: kept}}]}
