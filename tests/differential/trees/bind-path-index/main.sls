a: {test.present: [{new_state: {l: [{id: i0}, {id: i1}], m: [[1, 2], [3, 4]]}}]}
b:
  test.succeed_with_arg_bind:
    - parameters:
        second: ${test:a:l[1]:id}
        nested: ${test:a:m[1][0]}
