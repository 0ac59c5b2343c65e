a: {test.present: [{new_state: {k: {{ params.get('k', 'd') }}}}]}
