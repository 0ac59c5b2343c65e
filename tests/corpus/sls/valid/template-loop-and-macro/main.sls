{% import 'lib/nop.jinja' as lib %}
{% for name in ['a', 'b'] %}
{{ lib.nop(name, loop.index) }}
{% endfor %}
