{% for n in ["a", "b"] %}
[{{ n }}."test.nop"]
size = {{ loop.index }}
{% endfor %}
