{% import 'lib.jinja' as lib %}
a: test.nop
{{ lib.make('b') }}
