a: {test.acct: []}
b: {test.acct: [{acct_profile: second}]}
c: {test.acct: [{acct_profile: nobody}]}
