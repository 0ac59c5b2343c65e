a: {test.present: [{new_state: {k: v, pw: hidden-one}}, {result: false}, {sensitive: [pw]}]}
