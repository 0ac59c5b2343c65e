META: [one, two]
a: {test.nop: []}
