s: {test.present: [{new_state: {k: {{ params['m']['nothing'] }}}}]}
