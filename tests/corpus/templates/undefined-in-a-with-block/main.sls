{% with size = 3, more = sise + 1 %}
a: test.nop
{% endwith %}
