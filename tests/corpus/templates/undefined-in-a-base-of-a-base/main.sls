{% extends 'middle.jinja' %}
