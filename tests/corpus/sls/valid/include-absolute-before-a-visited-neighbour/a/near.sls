neighbour: test.nop
