src: {test.present: [{new_state: {x: 1}}]}
made_{{ hub.idem.arg_bind.resolve('${test:src:x}') }}: {test.nop: []}
