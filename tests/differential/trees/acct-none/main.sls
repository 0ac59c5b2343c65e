a: {test.acct: []}
b: {test.acct: [{acct_profile: nobody}]}
