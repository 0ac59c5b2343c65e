a: {test.acct: []}
b: {test.nop: []}
