r: {sls.run: [{sls_sources: [sub]}, {k: inline}]}
a: {test.present: [{new_state: {k: "{{ params.get('k', 'none') }}"}}]}
