a: test.nop
{% include 'nope.jinja' %}
