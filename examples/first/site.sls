# Runs as it stands on the built-in cloud, no account needed:
#   holdfast state site.sls
net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
web:
  cloud.instance.present:
    - names: [web1, web2, web3]
    - hardware_profile: m1-small          # image, realm and profile have defaults: the first that fits
    - network_id: ${cloud.network:net:resource_id}
