{"a": "test.nop
}
