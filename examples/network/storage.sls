data:
  cloud.volume.present:
    - capacity: 20
    - attached_to: ${cloud.instance:gateway:resource_id}
    - device: /dev/sdb
