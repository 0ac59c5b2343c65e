s: {test.present: [{new_state: {i: {{ params.i }}, f: {{ params.f }}, t: {{ params.t }}, s: {{ params.s }}, l: {{ params.l }}, m: {{ params.m }}, q: "{{ params.i }}"}}]}
