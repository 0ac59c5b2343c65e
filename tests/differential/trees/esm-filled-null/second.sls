a: {test.present: [{new_state: null}]}
