a: {test.present: [{new_state: {name: a, k: v}}]}
r: {sls.run: [{sls_sources: [one]}, {k: "${test:a:k}"}]}
