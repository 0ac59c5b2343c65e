net: {test.present: [{new_state: {k: "{{ params['network_name'] }}"}}]}
