a:
  test.nop:
    - one: {{ none }}
    - two: "{{ none }}"
    - three: x-{{ none }}-y
    - four: [{{ none }}, 1]
