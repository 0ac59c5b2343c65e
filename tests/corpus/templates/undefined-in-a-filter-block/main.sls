{% filter indent(2) %}
name: {{ size }}
{% endfilter %}
