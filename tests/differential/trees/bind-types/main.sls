a:
  test.present:
    - new_state: {int: 5, flag: false, list: [1, {x: y}], map: {k: v}, none: null, float: 1.5}
b:
  test.succeed_with_arg_bind:
    - parameters:
        int: ${test:a:int}
        flag: ${test:a:flag}
        list: ${test:a:list}
        map: ${test:a:map}
        float: ${test:a:float}
