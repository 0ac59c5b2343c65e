{% for x in [1] %}
b: test.nop
{% endif %}
