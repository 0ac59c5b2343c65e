t: {trigger.build: [{triggers: [{version: 2}]}]}
x: {test.nop: [{onchanges: [{trigger: t}]}]}
