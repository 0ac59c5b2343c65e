include: [sub]
extend:
  a:
    test.present:
      - new_state: {l: [9]}
