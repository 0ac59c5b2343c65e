include = []

[web."test.nop"]
size = 16
born = 1979-05-27

[[web."test.nop".require]]
test = "net"

[net]
"test.nop" = []
