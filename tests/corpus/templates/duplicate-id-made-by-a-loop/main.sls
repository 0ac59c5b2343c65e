{% for n in ['a', 'b', 'a'] %}
{{ n }}:
  test.nop: []
{% endfor %}
