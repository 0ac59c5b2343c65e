a: test.nop
#!jinja|yaml
{% for n in "bc" %}
{{ n }}:
  test.nop:
    - at: {{ loop.index }}
{% endfor %}
#!END
d:
  test.nop:
    - text: "{{ not a template }}"
