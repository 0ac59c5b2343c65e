a: {test.present: [{new_state: {k: undecided}}, {result: null}]}
