src: {test.present: [{new_state: {l: [{n: x}, {n: y}]}}]}
#!require:src
{% for n in hub.idem.arg_bind.resolve('${test:src:l[*]:n}') %}
made_{{ n }}: {test.nop: []}
{% endfor %}
