a: {test.present: [{new_state: {k: bad}}, {result: false}]}
