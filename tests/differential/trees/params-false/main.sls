s: {test.present: [{new_state: {f: {{ params.get('f', 'd') }}, z: {{ params.get('z', 'd') }}, e: "{{ params.get('e', 'd') }}"}}]}
