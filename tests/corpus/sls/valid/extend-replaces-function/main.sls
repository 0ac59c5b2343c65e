include: [base]
extend:
  web:
    cloud.instance.absent: []
