include: [base]
extend:
  web:
    cloud.instance.present:
      - hardware_profile: m1-large
