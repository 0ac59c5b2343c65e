a: {test.present: [{new_state: {k: v, pw: hidden-one}}, {sensitive: [pw, nothing]}]}
