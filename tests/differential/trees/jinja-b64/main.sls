a: {test.succeed_with_comment: [{comment: "{{ 'hello'|b64encode }}"}]}
b: {test.succeed_with_comment: [{comment: "{{ 'aGVsbG8='|b64decode }}"}]}
