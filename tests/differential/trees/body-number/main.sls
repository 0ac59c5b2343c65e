foo: 5
