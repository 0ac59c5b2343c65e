a: {test.present: []}
