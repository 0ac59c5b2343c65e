[web]
"test.nop": []
