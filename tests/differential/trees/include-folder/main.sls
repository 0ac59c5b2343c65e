include: [dir.leaf, pkg]
a: {test.nop: []}
