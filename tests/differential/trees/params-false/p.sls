f: false
z: 0
e: ""
