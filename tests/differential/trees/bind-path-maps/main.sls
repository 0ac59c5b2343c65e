a: {test.present: [{new_state: {x: {y: {z: deep}}}}]}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a:x:y:z}"}}]}
