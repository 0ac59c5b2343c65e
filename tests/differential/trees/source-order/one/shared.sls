a: {test.succeed_with_comment: [{comment: one}, {from_one: true}]}
from_one: {test.nop: []}
