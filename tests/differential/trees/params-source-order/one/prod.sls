a: one
