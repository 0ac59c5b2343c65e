a: test.nop
#!json5
{b: {"test.nop": [ {x: 1} {y: 2} ]}}
#!END
c: test.nop
