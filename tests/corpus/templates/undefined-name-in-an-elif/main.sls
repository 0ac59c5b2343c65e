{% if false %}
{% elif zone == 1 %}
a: test.nop
{% endif %}
