{% for one in [{'n': 1}, {'n': 2}, {'m': 3}] %}
x{{ loop.index }}:
  test.nop:
    - x: {{ one.n }}
{% endfor %}
