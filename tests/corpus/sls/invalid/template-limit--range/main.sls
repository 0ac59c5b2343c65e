{% for x in range(1000000000) %}{% endfor %}
a: test.nop
