{% for n in [1, 2] %}
- {{ n }}
{% endfor %}
