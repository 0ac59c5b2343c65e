{
  // no
  "a": "test.nop"
}
