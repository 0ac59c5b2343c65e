a: {exec.run: [{path: test.echo}, {kwargs: {value: text}}]}
b: {exec.run: [{path: test.ping}, {require: [{exec: a}]}]}
