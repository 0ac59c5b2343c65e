a: {test.succeed_with_comment: [{comment: from a}]}
b: {test.succeed_with_comment: [{use: [{test: a}]}]}
