include: [base]
extend:
  a:
    time.sleep:
      - duration: 0
