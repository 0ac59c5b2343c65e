colour: blue
size: 5
