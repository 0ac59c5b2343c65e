an_id: {test.present: [{name: a_name}, {new_state: {k: v}}]}
