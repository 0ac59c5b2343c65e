c: test.nop

#!require:a
{% for n in [1, 2] %}
b{{ n }}:
  test.nop:
    - x: {{ size }}
{% endfor %}
#!END
