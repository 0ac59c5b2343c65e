net: {test.present: [{new_state: {name: net, k: "{{ params.get('k', 'none') }}", s: "{{ params.get('s', 'none') }}"}}]}
