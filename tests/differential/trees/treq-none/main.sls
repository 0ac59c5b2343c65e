to_treq: {test.treq: []}
f: {test.succeed_without_changes: []}
