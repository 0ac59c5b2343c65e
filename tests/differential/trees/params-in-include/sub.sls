{{ params['id'] }}: {test.nop: []}
