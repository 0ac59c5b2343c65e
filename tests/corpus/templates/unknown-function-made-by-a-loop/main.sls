{% for f in ['nop', 'npo'] %}
x{{ f }}:
  test.{{ f }}: []
{% endfor %}
