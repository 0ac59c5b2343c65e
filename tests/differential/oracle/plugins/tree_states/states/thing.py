"""A thing with an identity, kept in things.json of the working folder; the same as plugins/states/thing.js is for ours."""

import json
import pathlib

from dict_tools.typing import Computed

__contracts__ = ["resource"]

WORLD = pathlib.Path("things.json")


def present(
    hub,
    ctx,
    name: str,
    resource_id: Computed[str] = None,
    size: int = None,
    colour: str = None,
    tags: dict = None,
    password: str = None,
):
    world = _read()
    wanted = {"name": name, "size": size, "colour": colour, "tags": tags, "password": password}
    wanted = {key: value for key, value in wanted.items() if value is not None}
    before = _state(world, resource_id)
    after = {**(before or {}), **wanted}
    comment = []
    if before is None:
        comment.append("would create" if ctx.test else "created")
        if not ctx.test:
            world["next"] += 1
            after["resource_id"] = f"thing-{world['next']}"
    elif after != before:
        comment.append("would update" if ctx.test else "updated")
    if not ctx.test and after != before:
        world["things"][after["resource_id"]] = after
        WORLD.write_text(json.dumps(world))
    return {
        "name": name,
        "result": True,
        "comment": comment,
        "changes": None,
        "old_state": before,
        "new_state": after,
    }


def absent(hub, ctx, name: str, resource_id: Computed[str] = None):
    world = _read()
    resource_id = resource_id or (ctx.old_state or {}).get("resource_id")
    before = _state(world, resource_id)
    if before is not None and not ctx.test:
        del world["things"][resource_id]
        WORLD.write_text(json.dumps(world))
    comment = [] if before is None else ["would remove" if ctx.test else "removed"]
    after = before if ctx.test else None
    return {"name": name, "result": True, "comment": comment, "changes": None, "old_state": before, "new_state": after}


async def describe(hub, ctx):
    return {}


def _read():
    return json.loads(WORLD.read_text()) if WORLD.exists() else {"next": 0, "things": {}}


def _state(world, resource_id):
    found = world["things"].get(resource_id)
    return None if found is None else dict(found)
