a:
  test.nop:
    - y: '{{ params.title }}'
