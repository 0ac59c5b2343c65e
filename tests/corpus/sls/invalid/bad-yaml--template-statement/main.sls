{% if x %}
a: test.nop
{% endif %}
