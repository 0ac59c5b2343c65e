f: {exec.run: [{path: test.fail}]}
