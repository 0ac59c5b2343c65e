{%- set n = 3 -%}


x:
  test.nop:
    {%- if n > 2 %}
    - require:
      - test: {{ 'y' -}}
    {%- endif %}
