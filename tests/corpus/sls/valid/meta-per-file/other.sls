META: {who: other}
b: test.nop
