a: tset.nop
