{% for one in [{'n': 1, 'sub': [{'n': 2, 'sub': [{'sub': []}]}]}] recursive %}
x{{ one.n }}: test.nop
{{ loop(one.sub) }}
{% endfor %}
