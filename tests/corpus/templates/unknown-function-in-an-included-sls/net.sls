{% set fun = 'presnt' %}
b:
  cloud.network.{{ fun }}:
    - address_block: 10.0.0.0/16
