a: {test.present: [{new_state: {k: v}}, {runas: root}, {fire_event: true}, {saltenv: base}, {reload_modules: true}]}
