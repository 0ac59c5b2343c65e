include: [net.one, net.two]
a: {test.nop: [{require: [{sls: "net.*"}]}]}
