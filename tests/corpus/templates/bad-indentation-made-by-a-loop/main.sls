a:
  test.nop:
    - x: 1
{% for n in [1, 2] %}
   - y{{ n }}: 1
{% endfor %}
