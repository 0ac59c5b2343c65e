s: {test.present: [{new_state: {k: "{{ params.get('a', 'fallback') }}"}}]}
