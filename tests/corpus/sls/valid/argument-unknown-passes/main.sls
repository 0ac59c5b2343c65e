a:
  test.nop:
    - anything_at_all: 1
