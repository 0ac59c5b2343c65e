src: {test.present: [{new_state: {x: 1}}]}
#!require:src
made_{{ hub.idem.arg_bind.resolve('${test:nobody:x}') }}: {test.nop: []}
