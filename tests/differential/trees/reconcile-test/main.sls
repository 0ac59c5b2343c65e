a: {test.nop: []}
f: {test.fail_without_changes: []}
