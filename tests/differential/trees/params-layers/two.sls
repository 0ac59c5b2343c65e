b: from two
m: {y: 2}
