{% for x in 5 %}
a{{ x }}: test.nop
{% endfor %}
