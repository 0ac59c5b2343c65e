{% extends 'base.jinja' %}
{% block body %}
{{ super() }}
a: test.nop
{% endblock %}
