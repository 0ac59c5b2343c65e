src: {test.present: [{new_state: {l: [{n: x}, {n: y}]}}]}
#!require:src
made_{{ hub.idem.arg_bind.resolve("${test:src:l[1]:n}") }}: {test.nop: []}
