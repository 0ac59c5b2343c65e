a: {test.present: [{new_state: {k: v, gone: 1}}]}
