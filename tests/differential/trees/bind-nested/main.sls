a: {test.present: [{new_state: {which: k}}]}
b: {test.present: [{new_state: {k: v}}]}
c: {test.succeed_with_arg_bind: [{parameters: {got: "${test:b:${test:a:which}}"}}]}
