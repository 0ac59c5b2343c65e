a: test.nop
{% include 'more.jinja' %}
