a: test.nop
extend:
{% for n in [1] %}
  b{{ n }}:
    test.nop:
      - x: 1
{% endfor %}
