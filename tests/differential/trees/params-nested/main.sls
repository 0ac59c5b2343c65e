s: {test.present: [{new_state: {a: {{ params['m']['x'] }}, b: {{ params.m.y[1] }}, c: {{ params.get('m').get('x') }}}}]}
