a: {exec.run: [{path: test.reconcile_with_rerun_data}]}
b: {test.nop: [{require: [{exec: a}]}]}
c: {test.succeed_with_arg_bind: [{parameters: {got: "${exec:a:hello}"}}]}
