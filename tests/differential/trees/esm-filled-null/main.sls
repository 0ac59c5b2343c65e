a: {test.present: [{new_state: {new_state: {inner: 1}, other: x}}]}
