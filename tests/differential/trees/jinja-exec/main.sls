a: {test.succeed_with_comment: [{comment: "{{ hub.exec.test.ping().ret }}"}]}
