a: {test.present: [{new_state: {nics: [{address: one}, {address: two}], m: [[1, 2], [3]]}}]}
b:
  test.succeed_with_arg_bind:
    - parameters:
        addresses: ${test:a:nics[*]:address}
        whole: ${test:a:nics[*]}
        nested: ${test:a:m[*][*]}
