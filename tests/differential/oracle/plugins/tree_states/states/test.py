"""The test states that the trees use. The original's published package leaves its own out; these behave as they are described."""

import asyncio
import copy
import os

__contracts__ = ["resource"]

TREQ = {
    "treq": {"require": ["test.nop"]},
    "unique": ["unique_op"],
}

PRETENDED = {
    "testing": {"old": "Unchanged", "new": "Something pretended to change"},
    "tests": [[{"new": "new_test"}]],
}


def __init__(hub):
    # Once a provider is declared, every call of this plugin fails that finds no profile of it.
    if os.environ.get("TREE_HAS_ACCOUNTS"):
        hub.states.test.ACCT = ["test"]


def _answer(name, result, comment, changes=None, **more):
    return {"name": name, "result": result, "comment": comment, "changes": copy.deepcopy(changes or {}), **more}


def nop(hub, ctx, name: str, **kwargs):
    return _answer(name, None if ctx["test"] else True, "Success!")


async def anop(hub, ctx, name: str, **kwargs):
    return _answer(name, None if ctx["test"] else True, "Success!")


def succeed_without_changes(hub, ctx, name: str, **kwargs):
    return _answer(name, True, "Success!")


def none_without_changes(hub, ctx, name: str, **kwargs):
    return _answer(name, None, "Success!")


def fail_without_changes(hub, ctx, name: str, **kwargs):
    return _answer(name, False, "Failure!")


def succeed_with_changes(hub, ctx, name: str, **kwargs):
    return _answer(name, True, "Success!", PRETENDED, new_state=copy.deepcopy(PRETENDED))


def fail_with_changes(hub, ctx, name: str, **kwargs):
    return _answer(name, False, "Failure!", {"testing": PRETENDED["testing"]})


def succeed_with_comment(hub, ctx, name: str, comment, **kwargs):
    return _answer(name, True, comment)


def succeed_with_arg_bind(hub, ctx, name: str, parameters=None):
    state = {"testing": parameters}
    return _answer(name, True, "Success!", state, new_state=copy.deepcopy(state))


def configurable_test_state(hub, ctx, name: str, changes=True, result=True, comment=""):
    made = {"testing": PRETENDED["testing"]} if changes else {}
    if ctx["test"]:
        return _answer(name, None if changes else True, comment or "This is a test", made)
    return _answer(name, result, comment, made)


def treq(hub, ctx, name: str, **kwargs):
    return _answer(name, True, "Success!")


def mod_watch(hub, ctx, name: str, **kwargs):
    return _answer(name, True, "Watch ran!", {"watch": True})


async def unique_op(hub, ctx, name: str, **kwargs):
    await asyncio.sleep(0.2)
    return _answer(name, True, "Success!")


def acct(hub, ctx, name: str):
    found = bool(ctx.acct)
    return _answer(name, found, "Success!" if found else "There are no credentials", new_state=dict(ctx.acct or {}))


def present(
    hub, ctx, name: str, old_state=None, changes=None, new_state=None, result=True, force_save=None, resource_id=None
):
    return {
        "name": name,
        "result": result,
        "comment": None,
        "changes": changes,
        "old_state": old_state or ctx.old_state,
        "new_state": new_state,
        "force_save": force_save,
    }


def absent(hub, ctx, name: str, new_state=None, result=True, resource_id=None):
    return {
        "name": name,
        "result": result,
        "comment": None,
        "changes": None,
        "old_state": ctx.old_state,
        "new_state": new_state,
    }


async def describe(hub, ctx):
    return {}
