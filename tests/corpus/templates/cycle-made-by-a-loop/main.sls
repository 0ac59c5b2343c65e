{% for n in [0, 1] %}
x{{ n }}:
  test.nop:
    - require:
      - test: x{{ 1 - n }}
{% endfor %}
