p: {acct.profile: [{provider_name: test}, {profile_name: made}, {user: three}]}
a: {test.acct: [{acct_profile: made}, {require: [{acct: p}]}]}
