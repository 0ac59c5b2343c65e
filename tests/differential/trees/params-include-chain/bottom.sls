a: bottom
b: bottom
c: bottom
