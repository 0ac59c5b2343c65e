{% extends 'base.jinja' %}
{% block body %}
a: test.nop
{% endblock %}
