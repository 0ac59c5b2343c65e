META: {about: file}
a:
  META: {about: state}
  test.nop: []
