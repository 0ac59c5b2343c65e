c: {test.present: [{new_state: {v: "${test:b:v}3"}}]}
b: {test.present: [{new_state: {v: "${test:a:v}2"}}]}
a: {test.present: [{new_state: {v: "1"}}]}
