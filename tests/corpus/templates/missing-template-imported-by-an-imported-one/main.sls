a: test.nop
{% import 'lib.jinja' as lib %}
