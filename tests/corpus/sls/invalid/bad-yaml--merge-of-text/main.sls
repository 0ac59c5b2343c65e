a:
  test.nop:
    <<: text
