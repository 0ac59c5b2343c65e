{%- set x = 'y' -%}
a:
  test.succeed_with_comment:
    - comment: {{ x }}
{%- if true %}
b: {test.nop: []}
{%- endif %}
