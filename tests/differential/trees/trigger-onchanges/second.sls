t: {trigger.build: [{triggers: [{v: 2}]}]}
b: {test.nop: [{onchanges: [{trigger: t}]}]}
