include:
  - net
{% set other = 'b' %}
a:
  test.nop:
    - require:
      - test: {{ other }}
