file: sub
id: b
