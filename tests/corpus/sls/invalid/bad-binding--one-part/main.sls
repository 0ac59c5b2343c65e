net: test.nop
vm:
  test.nop:
    - arg: "echo ${HOME}"
