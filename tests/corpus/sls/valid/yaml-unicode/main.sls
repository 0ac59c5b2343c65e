grüß: test.nop
b:
  test.nop:
    - text: "😀 emoji"
    - after: ${test:grüß:x}
