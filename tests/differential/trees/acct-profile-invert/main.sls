p: {acct.profile: [{provider_name: test}, {profile_name: made}, {user: three}]}
a: {test.present: [{new_state: {name: a}}, {acct_profile: made}, {require: [{acct: p}]}]}
