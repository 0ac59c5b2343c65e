net: cloud.network.present
vm:
  test.nop:
    - arg: ${cloud.network:net:resource_id}
