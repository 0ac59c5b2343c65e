# Every way to say "before", "after" and "only if", on states that do nothing: read the order off `holdfast graph`.
prepare:
  test.nop: []

build:
  test.succeed_without_changes:
    - require:
      - test: prepare

deploy:
  test.nop:
    - require:
      - test: build
    - onfail_in:
      - test: page-somebody

# Only when deploying failed.
page-somebody:
  test.nop: []

cleanup:
  test.nop:
    - order: last
