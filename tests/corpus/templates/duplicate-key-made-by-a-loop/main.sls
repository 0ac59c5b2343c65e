a:
  test.nop:
    - x:
{% for n in [1, 1] %}
        k{{ n }}: 1
{% endfor %}
