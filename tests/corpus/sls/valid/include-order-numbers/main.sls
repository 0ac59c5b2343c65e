include: [other]
late: test.nop
later: test.nop
