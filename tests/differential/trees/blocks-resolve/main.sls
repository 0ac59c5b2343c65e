src: {test.present: [{new_state: {l: [x, y]}}]}
#!require:src
{% for n in hub.idem.arg_bind.resolve('${test:src:l}') %}
made_{{ n }}: {test.nop: []}
{% endfor %}
