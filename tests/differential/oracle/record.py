"""Runs the original on every tree, or on those named, and records what it answers.

    <environment>/bin/python tests/differential/oracle/record.py [TREE ...]

The environment is made by setup.sh. One file a tree is written to ../fixtures: for each run of its case.json the exit code,
the results by tag, the enforced state afterwards, and what was printed when there were no results. Times are left out.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import msgpack

HERE = pathlib.Path(__file__).resolve().parent
TREES = HERE.parent / "trees"
FIXTURES = HERE.parent / "fixtures"
IDEM = pathlib.Path(sys.executable).parent / "idem"
KEPT = ("result", "comment", "changes", "old_state", "new_state")
LIMIT_SECONDS = 120


def main(names):
    FIXTURES.mkdir(exist_ok=True)
    names = names or sorted(path.name for path in TREES.iterdir())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, runs in zip(names, pool.map(record, names)):
            text = json.dumps({"runs": runs}, indent=2, ensure_ascii=False, sort_keys=True)
            (FIXTURES / f"{name}.json").write_text(text + "\n", "utf-8")


def record(name):
    case = json.loads((TREES / name / "case.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        tree = pathlib.Path(scratch, "tree")
        shutil.copytree(TREES / name, tree)
        return [run(one, tree, pathlib.Path(scratch, "root")) for one in case["runs"]]


def run(given, tree, root):
    for path, data in given.get("before", {}).items():
        (tree / path).write_text(json.dumps(data), "utf-8")
    words = [IDEM, "state", *given.get("refs", ["main"]), "--tree", tree, "--root-dir", root, "--output", "json"]
    words += ["--no-progress-bar", "--reconciler", given.get("reconciler", "none")]
    words += ["--run-name", given.get("run_name", "cli"), "--runtime", given.get("runtime", "parallel")]
    words += [f"--{key}" for key in ("test", "invert") if given.get(key)]
    if "params" in given:
        words += ["--params", *given["params"]]
    for key in ("sls_sources", "param_sources"):
        words += [f"--{key.replace('_', '-')}", *given[key]] if key in given else []
    for key in ("target", "render", "acct_profile"):
        words += [f"--{key.replace('_', '-')}", given[key]] if key in given else []
    if "acct_file" in given:
        words += ["--acct-file", tree / given["acct_file"]]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "PYTHONPATH": str(HERE / "plugins"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "TREE_HAS_ACCOUNTS": "1" if "acct_file" in given else "",
    }
    try:
        done = subprocess.run(
            words, cwd=tree, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"ended": "time limit"}
    return answer(done, root, given.get("run_name", "cli"), tree)


def answer(done, root, run_name, tree):
    results = results_of(done.stdout)
    recorded = {"exit": done.returncode, "enforced": enforced(root, run_name)}
    if results is None:
        text = (done.stdout + done.stderr).strip()
        recorded["printed"] = [line for line in text.splitlines() if line.strip()][-3:]
    else:
        recorded["results"] = {tag: kept(result) for tag, result in results.items()}
    return json.loads(without_chance(json.dumps(recorded, default=str), tree.parent))


def without_chance(text, scratch):
    """What is different each time: addresses, unique ids, colours of a terminal, where things are on this machine."""
    text = re.sub(r"0x[0-9a-f]{8,}", "0x0", text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", text)
    text = re.sub(r"\\u001b\[\d+m", "", text)
    for place, name in ((str(scratch), "SCRATCH"), (str(HERE), "ORACLE"), (sys.prefix, "ENVIRONMENT")):
        text = text.replace(place, name).replace(place[1:].replace("/", "."), name)
    return text


def results_of(text):
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) and all(isinstance(one, dict) for one in data.values()) else None


def kept(result):
    return {"run": result.get("__run_num"), **{key: result.get(key) for key in KEPT}}


def enforced(root, run_name):
    path = root / "var/cache/idem/esm/local" / f"{run_name}.msgpack"
    if not path.exists():
        return None
    held = path.read_bytes()
    state = msgpack.unpackb(held, strict_map_key=False) if held else {}
    return {tag: one for tag, one in state.items() if tag != "__esm_metadata__"}


main(sys.argv[1:])
