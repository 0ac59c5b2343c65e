include:
  - .ec2.vpcs
a: test.nop
