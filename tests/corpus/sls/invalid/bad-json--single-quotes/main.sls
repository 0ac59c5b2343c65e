{'a': 'test.nop'}
