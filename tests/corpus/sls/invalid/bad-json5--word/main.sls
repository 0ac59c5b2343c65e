{
  web: {'test.nop': [ {comment: hello} ]},
}
