a: {test.succeed_with_comment: [{comment: "{{ not_rendered }}"}]}
