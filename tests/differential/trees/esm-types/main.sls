a:
  test.present:
    - new_state: {i: 1, big: 12345678901, neg: -5, f: 1.5, t: true, s: text, u: "größe", l: [1, [2, {x: y}]], e: {}, el: [], n: null}
