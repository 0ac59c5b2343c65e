a: {thing.present: [{colour: {{ params.get('k') }}}]}
