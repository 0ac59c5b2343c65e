a:
  cmd.run:
    - onlyif: test -e /
    - unless: "false"
    - creates: /x
    - retry: {attempts: 3, interval: 1, until: result}
    - timeout: 10
    - delay: 1
    - noop: true
    - protect: true
    - ignore_changes: [tags, "spec:size"]
    - sensitive: [password]
    - acct_profile: prod
    - recreate_on_update: {create_before_destroy: true}
    - cmd: "true"
