x: {test.nop: [{require: [{test: "w[12]?"}]}]}
w1a: {test.nop: []}
w2b: {test.fail_without_changes: []}
w3c: {test.nop: [{require: [{test: x}]}]}
