net: {test.present: [{new_state: {name: net, k: {{ params['k'] }}, f: {{ params['f'] }}, m: {{ params['m'] }}}}]}
