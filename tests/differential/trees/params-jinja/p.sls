{% set base = 40 %}
n: {{ base + 2 }}
l:
{% for i in range(3) %}
- i{{ i }}
{% endfor %}
