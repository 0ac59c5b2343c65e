a: {test.present: [{new_state: {k: {{ params.get('x') is mapping }}}}]}
