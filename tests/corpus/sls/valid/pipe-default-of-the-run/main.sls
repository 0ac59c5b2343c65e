{"a": "test.nop"}
