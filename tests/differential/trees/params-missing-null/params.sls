colour: blue
nothing: null
