a: from tree
