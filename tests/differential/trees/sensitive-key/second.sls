a: {test.present: [{new_state: {k: w, pw: secret-two}}, {sensitive: [pw]}]}
