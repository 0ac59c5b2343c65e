{% for n in [1, 2] %}
a{{ n }}: {test.present: [{new_state: {k: v{{ n }}}}]}
b{{ n }}: {test.succeed_with_arg_bind: [{parameters: {got: "${test:a{{ n }}:k}"}}]}
{% endfor %}
