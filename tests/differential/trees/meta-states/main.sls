META: {owner: us}
a:
  META: {params: {x: y}}
  test.nop: []
