a: {test.present: [{new_state: {k: v}}, {result: false}]}
