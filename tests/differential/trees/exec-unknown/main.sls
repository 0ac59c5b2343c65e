f: {exec.run: [{path: test.nothing}]}
