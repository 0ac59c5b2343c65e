a: {test.nop: [{size: 1}, {tags: {a: b, c: [d]}}]}
