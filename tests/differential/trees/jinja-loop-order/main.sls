{% for i in range(5) %}
s{{ i }}:
  test.nop:
  {% if i %}
    - require:
      - test: s{{ i - 1 }}
  {% else %}
    []
  {% endif %}
{% endfor %}
