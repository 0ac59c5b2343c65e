include: [other]
a:
  test.fail_without_changes:
    - require_in:
      - sls: other
