a: {test.present: [{new_state: {k: v, pw: secret-one}}, {sensitive: [pw]}]}
