t: {trigger.build: [{triggers: [{version: 1}]}]}
x: {test.nop: [{onchanges: [{trigger: t}]}]}
