META: {about: x, params: {size: {type: int}}}
a:
  META: {params: {size: {}}}
  test.present: [{new_state: {k: v}}]
