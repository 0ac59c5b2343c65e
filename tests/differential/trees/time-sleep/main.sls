a: {time.sleep: [{duration: 0}]}
b: {time.sleep: [{duration: 0.01}, {require: [{time: a}]}]}
