web1: {test.nop: []}
web2: {test.nop: []}
db: {test.nop: []}
