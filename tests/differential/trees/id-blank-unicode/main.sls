two words: {test.nop: []}
dotted.id: {test.nop: []}
größe/東京: {test.nop: [{require: [{test: two words}, {test: dotted.id}]}]}
