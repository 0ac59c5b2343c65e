a:
  test.nop:
{% include 'args.jinja' %}
