an_id:
  test.nop:
    - name: a_name
by_id: {test.nop: [{require: [{test: an_id}]}]}
by_name: {test.nop: [{require: [{test: a_name}]}]}
