a:
  cloud.network.present:
    - address_block: {{ params.block }}
