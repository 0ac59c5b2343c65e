needs: {test.nop: [{require: [{test: needed}]}]}
needed: {test.nop: []}
needs_fail: {test.nop: [{require: [{test: fails}]}]}
fails: {test.fail_without_changes: []}
