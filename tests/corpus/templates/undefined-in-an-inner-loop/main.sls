{% for a in [1, 2] %}
{% for b in [3, 4] %}
x{{ a }}{{ b }}:
  test.nop:
    - x: {{ a + c }}
{% endfor %}
{% endfor %}
