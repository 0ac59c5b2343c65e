"a_|-b": {test.nop: []}
