n: cloud.network.present
s:
  test.nop:
    - require:
      - cloud.network: n
