a: test.nop
#!require:a;jsn
{}
