a: {exec.run: [{path: test.reconcile_with_rerun_data}]}
b: {test.nop: [{require: [{exec: a}]}]}
