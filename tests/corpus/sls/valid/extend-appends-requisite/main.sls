include: [base]
extend:
  web:
    cloud.instance.present:
      - require:
        - cloud.key: me
