k: two
