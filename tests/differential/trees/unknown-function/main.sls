a: test.does_not_exist
b: test.nop
