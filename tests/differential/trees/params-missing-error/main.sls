a: {test.present: [{new_state: {k: "{{ params['missing'] }}"}}]}
