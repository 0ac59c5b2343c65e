{% extends 'base.jinja' %}
{% block body %}
a:
  test.nop:
    - x: {{ missing }}
{% endblock %}
