a: two
