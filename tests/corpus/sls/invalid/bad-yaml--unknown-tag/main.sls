a: !ref test.nop
