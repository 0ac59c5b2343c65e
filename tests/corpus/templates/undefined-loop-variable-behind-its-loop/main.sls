{% for one in [1, 2] %}
x{{ one }}: test.nop
{% endfor %}
y{{ one }}: test.nop
