include: [both]
here: test.nop
