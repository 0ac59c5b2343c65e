src: {test.present: [{new_state: {x: 1, y: 2}}]}
#!require:src
{% for k, v in hub.idem.arg_bind.resolve('${test:src}').items() %}
made_{{ k }}_{{ v }}: {test.nop: []}
{% endfor %}
