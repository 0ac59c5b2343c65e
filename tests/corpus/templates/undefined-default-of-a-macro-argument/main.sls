{% macro make(name, size=standard) %}
{{ name }}:
  test.nop:
    - x: {{ size + 1 }}
{% endmacro %}
{{ make('a') }}
