n: test.nop
a:
  test.nop:
    - names:
      - x
      - y:
        - size: 2
        - require: [n]
        - net: ${test:n:id}
      - z: {label: zed}
    - size: 1
    - timeout: 5
