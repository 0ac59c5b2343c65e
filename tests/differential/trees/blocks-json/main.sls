#!json
{"a": {"test.nop": []}}
