a: test.nop
{% fro x in [1] %}
{% endfor %}
