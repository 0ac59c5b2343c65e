{% for x in %}
a: {test.nop: []}
