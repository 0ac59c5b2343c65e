s: {test.present: [{new_state: {b: "{{ params['b'] }}"}}]}
