oi: {test.nop: []}
