{% for n in [1] %}
x{{ n }}:
  test.nop:
    - timeout: {{ 'soon' }}
{% endfor %}
