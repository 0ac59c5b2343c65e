{% set body %}
    - x: {{ size }}
{% endset %}
a:
  test.nop:
{{ body }}
