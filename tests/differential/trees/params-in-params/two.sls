b: "{{ params.get('a', 'unseen') }}"
