{% for one in machines %}
{{ one }}: test.nop
{% endfor %}
