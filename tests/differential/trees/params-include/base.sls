a: from base
b: from base
