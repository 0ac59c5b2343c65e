{% set name = 'a' %}
{{ name }}: test.nop
