include: [base]
extend:
  web:
    cloud.instance.present:
      key_name: me
