{% macro wrap() %}
a:
  test.nop:
    - x: {{ caller() }}
{% endmacro %}
{% call wrap() %}{{ unknown_thing }}{% endcall %}
