a: {test.nop: [{failhard: true}, {check_cmd: x}, {fire_event: true}]}
