s: {test.present: [{new_state: {a: {{ params['a'] }}}}]}
