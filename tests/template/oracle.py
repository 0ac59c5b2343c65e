"""Answers of Python's Jinja2 for the differential tests.

Reads a JSON array of cases on standard input and writes the array of answers on standard output. A case has `template`,
and optionally `context`, `templates` (name to text), `options` (of the environment) and `undefined`. An answer has `text`,
or `error` (name of the exception), `message` and, for syntax errors, `line`.
"""

import base64
import json
import sys

import jinja2
import jinja2.sandbox

UNDEFINED = {
    "strict": jinja2.StrictUndefined,
    "default": jinja2.Undefined,
    "chainable": jinja2.ChainableUndefined,
    "debug": jinja2.DebugUndefined,
}


def value_of(data):
    """Plain data; `$float` and `$int` stand for numbers JSON cannot tell apart in every language."""
    if isinstance(data, dict):
        if set(data) == {"$float"}:
            return float(data["$float"])
        if set(data) == {"$int"}:
            return int(data["$int"])
        return {key: value_of(inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [value_of(inner) for inner in data]
    return data


def b64encode(value):
    return "" if value is None else base64.b64encode(str(value).encode()).decode()


def b64decode(value):
    return "" if value is None else base64.b64decode(str(value).encode()).decode()


def environment(case):
    options = dict(case.get("options", {}))
    options.setdefault("extensions", ["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    env = jinja2.Environment(
        undefined=UNDEFINED[case.get("undefined", "strict")],
        loader=jinja2.DictLoader(case.get("templates", {})),
        **options,
    )
    env.filters["b64encode"] = b64encode
    env.filters["b64decode"] = b64decode
    return env


ENVIRONMENTS = {}


def answer(case):
    try:
        if "templates" in case or "options" in case:
            env = environment(case)
        else:
            mode = case.get("undefined", "strict")
            if mode not in ENVIRONMENTS:
                ENVIRONMENTS[mode] = environment(case)
            env = ENVIRONMENTS[mode]
        template = env.from_string(case["template"])
        return {"text": template.render(value_of(case.get("context", {})))}
    except jinja2.TemplateSyntaxError as error:
        return {"error": type(error).__name__, "message": error.message, "line": error.lineno}
    except RecursionError:
        return {"error": "RecursionError", "message": ""}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def main():
    sys.set_int_max_str_digits(4300)
    cases = json.load(sys.stdin)
    answers = {"jinja2": jinja2.__version__, "answers": [answer(case) for case in cases]}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
