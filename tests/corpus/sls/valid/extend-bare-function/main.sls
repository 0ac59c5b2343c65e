include: [base]
extend:
  web:
    cloud.instance:
      - running
