a: .nop
