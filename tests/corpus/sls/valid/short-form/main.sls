a: test.nop
b: cloud.network.present
