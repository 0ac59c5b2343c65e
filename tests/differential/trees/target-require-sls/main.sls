include: [sub]
b: {test.nop: [{require: [{sls: sub}]}]}
z: {test.nop: []}
