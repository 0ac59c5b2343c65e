a:
  cmd.run:
    - cmd: "true"
    - unless: test -n "${HOME}"
