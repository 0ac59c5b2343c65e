a: {test.present: [{new_state: {other: "{{ params.get('other', 'fallback') }}"}}]}
