// JSON with comments
{
  web: {
    'test.nop': [{size: 0x10}, {require: [{test: 'net'}]}],
  },
  net: 'test.nop',
}
