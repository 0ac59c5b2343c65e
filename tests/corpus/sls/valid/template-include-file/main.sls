{% include 'part.jinja' %}
b: test.nop
