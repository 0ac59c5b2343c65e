foo: {}
bar: test.nop
