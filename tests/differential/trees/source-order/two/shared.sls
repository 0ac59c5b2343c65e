from_two: {test.nop: []}
