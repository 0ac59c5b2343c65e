META: {owner: you}
b: {test.nop: []}
