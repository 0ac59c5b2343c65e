Web: {test.nop: []}
web: {test.nop: [{require: [{test: Web}]}]}
