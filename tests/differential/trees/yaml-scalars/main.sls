a:
  test.present:
    - new_state:
        int: 12
        octal: 010
        hex: 0x1F
        float: 1.5
        yes_word: yes
        off_word: off
        null_word: ~
        text: "12"
        sexagesimal: 1:30
        exponent: 1e3
        folded: >
          two
          lines
