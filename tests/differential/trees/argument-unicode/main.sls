a: {test.present: [{new_state: {"größe": "東京 😀", nl: "a\nb"}}]}
