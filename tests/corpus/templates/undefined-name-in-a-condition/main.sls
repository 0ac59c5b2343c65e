{% if zone %}
a: test.nop
{% endif %}
