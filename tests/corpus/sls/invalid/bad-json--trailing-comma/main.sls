{"a": "test.nop",}
