a: {test.present: [{new_state: {n: 5, f: 1.5, t: true, l: [1, x], m: {k: v}}}]}
b:
  test.succeed_with_arg_bind:
    - parameters:
        n: "x-${test:a:n}"
        f: "x-${test:a:f}"
        t: "x-${test:a:t}"
        l: "x-${test:a:l}"
        m: "x-${test:a:m}"
