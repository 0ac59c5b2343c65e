a: {test.acct: []}
