r: {sls.run: [{sls_sources: [one]}, {require: [{test: f}]}]}
f: {test.fail_without_changes: []}
