a: test.nop
{% include 'part.sls' %}
