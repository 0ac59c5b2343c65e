a: test.nop
{% set x %}
b: test.nop
