a: {test.succeed_with_comment: [{comment: "{{ params['nothing'] }}"}]}
