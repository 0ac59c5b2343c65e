{% if 3 is od %}
a: test.nop
{% endif %}
