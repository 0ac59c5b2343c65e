a: {test.nop: []}
f: {test.fail_without_changes: []}
g: {test.nop: []}
b: {test.nop: [{require_any: [{test: f}, {test: a}]}, {require: [{test: g}]}]}
c: {test.nop: [{require_any: [{test: a}]}, {require: [{test: f}]}]}
