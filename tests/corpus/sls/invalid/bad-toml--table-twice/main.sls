[web."test.nop"]
comment = "x"

[web."test.nop"]
comment = "y"
