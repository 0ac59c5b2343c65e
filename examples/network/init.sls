# A network with two subnets, a volume that is attached, and an address: what hangs on what is told by bindings alone.
include:
  - .storage

office:
  cloud.network.present:
    - address_block: 10.20.0.0/16
    - tags: {team: platform}

office-a:
  cloud.subnet.present:
    - network_id: ${cloud.network:office:resource_id}
    - address_block: 10.20.1.0/24

office-b:
  cloud.subnet.present:
    - network_id: ${cloud.network:office:resource_id}
    - address_block: 10.20.2.0/24

gateway:
  cloud.instance.running:
    - subnet_id: ${cloud.subnet:office-a:resource_id}
    - network_id: ${cloud.network:office:resource_id}
    - tags: {role: gateway}

gateway-address:
  cloud.address.present:
    - associated_with: ${cloud.instance:gateway:resource_id}

# Taken out of the pool: it exists, and it does not run.
spare:
  cloud.instance.stopped:
    - subnet_id: ${cloud.subnet:office-b:resource_id}
    - network_id: ${cloud.network:office:resource_id}
    - require:
      - cloud.subnet: office-*
