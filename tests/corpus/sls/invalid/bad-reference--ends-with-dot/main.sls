a: test.
