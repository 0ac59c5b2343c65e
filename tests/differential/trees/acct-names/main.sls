a: {test.acct: [{names: [x, y]}, {acct_profile: second}]}
