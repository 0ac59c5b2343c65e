META: {who: main}
include: [other]
a: test.nop
