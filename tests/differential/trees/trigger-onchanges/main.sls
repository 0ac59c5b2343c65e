t: {trigger.build: [{triggers: [{v: 1}]}]}
b: {test.nop: [{onchanges: [{trigger: t}]}]}
