k: main
f: main
m: main
