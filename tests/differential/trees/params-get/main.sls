a: {test.present: [{new_state: {colour: "{{ params.get('colour') }}", size: {{ params['size'] }}}}]}
