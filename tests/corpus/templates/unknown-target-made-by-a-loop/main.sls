{% for n in [1, 2] %}
x{{ n }}:
  test.nop:
    - require:
      - test: x{{ n + 1 }}
{% endfor %}
