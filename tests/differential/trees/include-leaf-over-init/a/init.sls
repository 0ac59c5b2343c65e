folder: {test.nop: []}
