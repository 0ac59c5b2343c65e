a: 5
d: - e
