a: test.nop
#!require:a;json
{"b": "test.nop"}
#!END
