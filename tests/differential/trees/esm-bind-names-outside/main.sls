many: {test.present: [{names: [x, y]}, {new_state: {name: y, k: v}}]}
