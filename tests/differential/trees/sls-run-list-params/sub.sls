{% for i in params['ids'] %}
n_{{ i }}: {test.present: [{new_state: {k: {{ params['m']['k'] }}}}]}
{% endfor %}
