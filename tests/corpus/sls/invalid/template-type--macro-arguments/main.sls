{% macro m(a) %}{{ a }}{% endmacro %}
a:
  test.nop:
    - x: {{ m(1, 2) }}
