{% for n in [2, 1, 0] %}
x{{ n }}:
  test.nop:
    - x: {{ 4 / n }}
{% endfor %}
