made: {acct.profile: [{provider_name: test}, {source_profile: second}, {more: x}]}
a: {test.acct: [{acct_profile: made}, {require: [{acct: made}]}]}
