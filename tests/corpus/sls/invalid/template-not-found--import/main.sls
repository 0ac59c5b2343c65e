{% import 'no/such.jinja' as lib %}
a: test.nop
