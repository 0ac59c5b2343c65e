{% set other = 'a' %}
b:
  test.nop:
    - require:
      - test: {{ other }}
