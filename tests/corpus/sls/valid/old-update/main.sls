update: test.update_low
