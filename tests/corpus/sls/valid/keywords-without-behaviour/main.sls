a:
  cmd.run:
    - failhard: true
    - check_cmd: "true"
    - runas: me
    - cmd: "true"
