a: {test.nop: [{check_cmd: ["false"]}]}
