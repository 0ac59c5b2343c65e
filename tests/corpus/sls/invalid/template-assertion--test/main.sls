{% if 1 is evn %}
a: test.nop
{% endif %}
