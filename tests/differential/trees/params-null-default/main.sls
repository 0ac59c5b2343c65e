s: {test.present: [{new_state: {k: {{ params.get('k', 'd') }}, n: {{ params.get('n', 'd') }}}}]}
