{"a": "test.nop"}
{}
