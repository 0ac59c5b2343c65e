include: [base]
extend:
  net:
    cloud.subnet.present:
      - address_block: 10.0.1.0/24
