#!json
{"a": {"test.nop": [{"size": 1}, {"size_b": 2}]}}
