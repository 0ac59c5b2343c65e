a: {test.succeed_with_comment: [{comment: "{{ hub.states.test.nop({'test': false}, 'x') }}"}]}
