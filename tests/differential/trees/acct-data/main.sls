a: {test.acct: [{acct_data: {profiles: {test: {default: {user: own}}}}}]}
