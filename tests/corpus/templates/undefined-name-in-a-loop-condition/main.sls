{% for one in [1, 2] if wanted > one %}
{{ one }}: test.nop
{% endfor %}
