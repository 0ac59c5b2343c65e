a: test.nop
{% endfor %}
