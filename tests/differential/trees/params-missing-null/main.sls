a:
  test.present:
    - new_state:
        k: v
        missing: {{ params.get('missing') }}
        null_one: {{ params.get('nothing') }}
        inside: "x-{{ params.get('missing') }}-y"
