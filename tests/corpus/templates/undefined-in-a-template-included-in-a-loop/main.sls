{% for one in ['a', 'b'] %}
{{ one }}:
  test.nop:
{% include 'args.jinja' %}
{% endfor %}
