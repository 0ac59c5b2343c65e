{% for k, v in params['hosts'].items() %}
h_{{ k }}: {test.succeed_with_comment: [{comment: "{{ v }}"}]}
{% endfor %}
