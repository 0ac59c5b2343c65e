a:
  META: {owner: me}
  test.nop: []
