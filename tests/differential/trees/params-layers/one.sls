a: from one
b: from one
m: {x: 1}
