from_tree: {test.nop: []}
