web:
  cloud.instance.present:
    - hardware_profile: m1-small
    - require:
      - cloud.network: net
net: cloud.network.present
