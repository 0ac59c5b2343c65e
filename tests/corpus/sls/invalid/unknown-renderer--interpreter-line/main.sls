#!/usr/bin/env holdfast
a: test.nop
