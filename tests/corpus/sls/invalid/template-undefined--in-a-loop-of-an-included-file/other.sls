{% for n in ['b', 'c'] %}
{{ n }}:
  test.nop:
    - x: {{ n.size }}
{% endfor %}
