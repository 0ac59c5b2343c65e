c: {test.fail_without_changes: []}
