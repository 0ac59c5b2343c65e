a:
  test.nop:
    {%- if true %}

    - y: 1
    {%- endif %}
    {#- a comment -#}
    - x: {{- size }}
