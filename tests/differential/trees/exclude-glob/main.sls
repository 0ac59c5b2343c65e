include: [net.one, db]
exclude: ["net.*"]
a: {test.nop: []}
