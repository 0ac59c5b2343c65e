a: {test.present: [{new_state: {date: "2020-01-01", time: 12:30:45}}]}
