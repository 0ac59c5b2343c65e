{% set m = {'colour': 'red'} %}
a:
  test.nop:
    - x: {{ m.color }}
