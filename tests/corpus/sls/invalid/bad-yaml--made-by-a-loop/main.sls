{% for x in [1, 2] %}
a:
  test.nop: []
{% endfor %}
