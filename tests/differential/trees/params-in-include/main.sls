include: ["{{ params['file'] }}"]
a: {test.nop: []}
