a: test.nop
{% include '../../../../etc/passwd' %}
