a: {test.present: [{new_state: {x: 1, y: two}}]}
b: {test.succeed_with_arg_bind: [{parameters: {items: ["${test:a:x}", fixed, {deep: "${test:a:y}"}]}}]}
