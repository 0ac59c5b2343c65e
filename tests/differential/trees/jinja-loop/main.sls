{% for n in range(3) %}
s{{ n }}: {test.nop: []}
{% endfor %}
