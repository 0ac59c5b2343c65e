META: {owner: me}
include: [sub]
a: {test.nop: []}
