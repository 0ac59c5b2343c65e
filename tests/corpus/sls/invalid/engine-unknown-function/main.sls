a: test.noop
