{% macro again() %}{{ again() }}{% endmacro %}
a: {{ again() }}
