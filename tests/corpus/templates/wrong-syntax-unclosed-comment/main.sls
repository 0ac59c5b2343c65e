a: test.nop
{# a remark
b: test.nop
