a: {test.succeed_with_changes: []}
b: {time.sleep: [{duration: 0}, {watch: [{test: a}]}]}
