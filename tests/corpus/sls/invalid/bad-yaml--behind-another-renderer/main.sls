#!mark|yaml
a: test.nop
a: @@
