k: group
f: group
