{% from 'lib.jinja' import around %}
{% call around('a') %}
    - x: {{ size }}
{% endcall %}
