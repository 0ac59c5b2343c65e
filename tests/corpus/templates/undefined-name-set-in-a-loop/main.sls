{% for one in [1] %}{% set last = one %}{% endfor %}
y:
  test.nop:
    - x: {{ last }}
