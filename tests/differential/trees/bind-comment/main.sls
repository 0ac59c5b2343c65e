a: {test.present: [{new_state: {k: v}}]}
b: {test.succeed_with_comment: [{comment: "got ${test:a:k}"}]}
