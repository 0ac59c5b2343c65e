i: 1
f: 1.5
t: true
s: text
l: [1, x]
m: {a: b}
