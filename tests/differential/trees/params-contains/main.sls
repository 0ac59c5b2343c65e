s: {test.present: [{new_state: {has: {{ 'k' in params }}, not: {{ 'x' in params }}, n: {{ params | length }}}}]}
