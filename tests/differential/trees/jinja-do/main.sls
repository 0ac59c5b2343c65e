{% set l = [] %}
{% for n in range(5) %}{% if n == 3 %}{% break %}{% endif %}{% do l.append(n) %}{% endfor %}
a: {test.succeed_with_comment: [{comment: "{{ l }}"}]}
