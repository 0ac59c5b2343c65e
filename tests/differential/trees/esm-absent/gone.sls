a: {test.absent: []}
