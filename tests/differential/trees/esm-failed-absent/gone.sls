a: {test.absent: [{result: false}]}
