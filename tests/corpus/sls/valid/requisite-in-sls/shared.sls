n: test.nop
m: cloud.key.present
