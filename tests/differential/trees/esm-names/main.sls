many:
  test.present:
    - names:
      - x:
        - new_state: {k: 1}
      - y:
        - new_state: {k: 2}
