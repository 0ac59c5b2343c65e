#!yaml
literal:
  test.succeed_with_comment:
    - comment: "{{ not rendered }}"
