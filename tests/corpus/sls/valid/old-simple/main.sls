happy: test.nop
sad: test.fail_without_changes
