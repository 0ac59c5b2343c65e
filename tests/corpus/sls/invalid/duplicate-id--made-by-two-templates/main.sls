include: [other]
{% for n in ['a'] %}
{{ n }}: test.nop
{% endfor %}
