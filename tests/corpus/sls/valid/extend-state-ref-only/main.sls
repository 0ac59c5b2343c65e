include: [base]
extend:
  web:
    cloud.instance:
      - key_name: me
