"second thing": test.nop
web.example.com: test.nop
