"""The other side of template.ts: the same templates in Python's Jinja2, in rounds per second."""

import json
import sys
import time

import jinja2


def rate(action, seconds):
    for _ in range(5):
        action()
    rounds = 0
    start = time.process_time()
    passed = 0.0
    while passed < seconds:
        action()
        rounds += 1
        passed = time.process_time() - start
    return rounds / passed


def main():
    given = json.load(sys.stdin)
    rates = {}
    for subject in given["subjects"]:
        env = jinja2.Environment(undefined=jinja2.StrictUndefined)
        template = env.from_string(subject["template"])
        rates[subject["name"]] = {
            "compile": rate(lambda: env.from_string(subject["template"]), given["seconds"]),
            "render": rate(lambda: template.render(subject["context"]), given["seconds"]),
        }
    json.dump(rates, sys.stdout)


main()
