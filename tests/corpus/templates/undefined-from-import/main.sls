{% from 'lib.jinja' import mak %}
a: test.nop
{{ mak('b') }}
