a: {test.nop: []}
#!require:a
{{ params['id'] }}: {test.nop: []}
