to_treq: test.treq
foo: test.nop
bar: test.nop
baz: test.nop
