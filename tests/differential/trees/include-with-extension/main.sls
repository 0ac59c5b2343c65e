include: [sub/other.sls]
a: {test.nop: []}
