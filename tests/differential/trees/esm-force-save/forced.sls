a: {test.present: [{new_state: {k: forced}}, {result: false}, {force_save: true}]}
