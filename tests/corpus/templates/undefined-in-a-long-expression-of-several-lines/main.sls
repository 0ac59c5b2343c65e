a:
  test.nop:
    - x: {{ {
        'a': 1,
        'b': wrong + 1,
      } }}
