all: {test.nop: [{require: [{test: "web*"}]}]}
web1: {test.nop: []}
web2: {test.nop: []}
db: {test.nop: [{require: [{test: all}]}]}
