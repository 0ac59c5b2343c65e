i: {sls.run: [{sls_sources: [three]}, {k: "{{ params['k'] }}-low"}]}
