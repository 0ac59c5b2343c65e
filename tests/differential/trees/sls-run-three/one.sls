m: {sls.run: [{sls_sources: [two]}, {k: "{{ params['k'] }}-mid"}]}
