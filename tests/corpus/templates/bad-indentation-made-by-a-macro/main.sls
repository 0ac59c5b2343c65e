{% import 'lib.jinja' as lib %}
a:
  test.nop:
    - y: 1
{{ lib.args(1) }}
