a: test.nop
#!jinja|yaml
b:
  test.nop:
    - x: {{ nothing }}
#!END
