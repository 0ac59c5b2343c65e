s: {test.present: [{new_state: {n: {{ params.get('n') }}, l: {{ params.get('l') }}}}]}
