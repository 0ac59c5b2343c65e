an_id: {test.present: [{name: other_name}, {new_state: {k: w}}]}
