a:
  test.nop:
    - size: 1
  cloud.network.present:
    - address_block: 10.0.0.0/16
