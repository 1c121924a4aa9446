"""One run of one app on one path, in a process of its own."""

from __future__ import annotations

import asyncio
import faulthandler
import importlib
import inspect
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.pilot import Pilot

from . import observe
from .journal import JOURNAL
from .service import SERVICE, patch_standard_library
from .snapshot import snapshot, wipe

FAKES = str(Path(__file__).with_name("fakes"))
BEAT = 0.01
"""Seconds between two beats of the heart that main must keep going."""

_pause = time.sleep


def play(job: dict[str, Any], report: Callable[[bytes], None]) -> None:
    """Run an app and report what was seen as JSON. Does not return: what the app left running must not matter.

    Args:
        job: `folder` with the source, `path` ("start" or "bridge"), `scene` (the fields of a Scene), `delay` of an
            answer and `patience`, both in seconds.
        report: Called once, from some thread.
    """
    once = threading.Lock()

    def finish(**more: Any) -> None:
        if once.acquire(blocking=False):
            report(json.dumps({**vars(JOURNAL), **more}).encode())
            os._exit(0)
        _pause(60)

    def give_up() -> None:
        _pause(job["patience"])
        faulthandler.dump_traceback(sys.__stderr__)
        finish(hangs=True, shown=None, state={}, gap=None)

    threading.Thread(target=give_up, daemon=True).start()
    folder = job["folder"]
    scene = job["scene"]
    sys.path[:0] = [folder, FAKES]
    sys.dont_write_bytecode = True
    SERVICE.open(scene["data"], scene["errors"], job["delay"], folder)
    patch_standard_library()
    observe.watch(folder)
    seen: dict[str, Any] = {"shown": None, "state": {}, "gap": None}
    try:
        module = importlib.import_module(scene["module"])
        asyncio.run(_perform(_make_app(module, scene), module, job, seen, finish))
    except BaseException as error:
        JOURNAL.error(error, "app")
    finish(hangs=False, **seen)


def _make_app(module: Any, scene: dict[str, Any]) -> App[Any]:
    wanted = scene["app"]
    if wanted and wanted.startswith("="):
        return eval(wanted[1:], vars(module))
    if wanted:
        return getattr(module, wanted)()
    apps = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and issubclass(each, App) and not each.__module__.startswith("textual.")
    ]
    leaves = [each for each in apps if not any(other is not each and issubclass(other, each) for other in apps)]
    if len(leaves) != 1:
        raise LookupError(f"case.toml must say which app: {[each.__name__ for each in leaves]}")
    return leaves[0]()


async def _perform(app: App[Any], module: Any, job: dict[str, Any], seen: dict[str, Any], finish: Any) -> None:
    scene = job["scene"]
    async with app.run_test(size=(80, 30)) as pilot:
        await _settle(app, pilot)
        owner: DOMNode = app
        if not _gone(app):
            # Found now: at the end it may be gone.
            name = scene["bridge"] or next((each for each in scene["start"] if not each.startswith("=")), None)
            owner = _owner(app, name, scene["on"]) if name else app
            if JOURNAL.fetches:
                for widget in _widgets(app, scene["read"]):
                    wipe(widget)
            await _settle(app, pilot)
            JOURNAL.forget()
            beats = [time.monotonic()]
            app.set_interval(BEAT, lambda: beats.append(time.monotonic()))
            await (_bridge(app, module, scene) if job["path"] == "bridge" else _start(app, pilot, module, scene))
            await _settle(app, pilot)
            if not _gone(app):
                beats.append(time.monotonic())
                seen["shown"] = {name: [snapshot(each) for each in app.screen.query(name)] for name in scene["read"]}
                seen["widgets"] = [id(each) for each in _widgets(app, scene["read"])]
            seen["gap"] = max((after - before for before, after in pairwise(beats)), default=None)
        seen["state"] = {each: _plain(getattr(owner, each)) for each in scene["state"] if hasattr(owner, each)}
        observe.BUSY.note_errors()
        if app._exception is not None:
            JOURNAL.error(app._exception, "app")
        # An app that is wedged may never close.
        finish(hangs=False, **seen)


async def _start(app: App[Any], pilot: Pilot[Any], module: Any, scene: dict[str, Any]) -> None:
    SERVICE.hold(scene["late"])
    for step in scene["start"]:
        if step.startswith("="):
            await _on_main(app, lambda step=step: eval(step[1:], {**vars(module), **_names(app, scene)}))
        else:
            owner = _owner(app, step, scene["on"])
            await _on_main(owner, getattr(owner, step))
        await _settle(app, pilot)
    for key in scene["press"]:
        await pilot.press(key)
        await _settle(app, pilot)
    SERVICE.release()


async def _bridge(app: App[Any], module: Any, scene: dict[str, Any]) -> None:
    owner = _owner(app, scene["bridge"], scene["on"])
    args, kwargs = [], dict(scene["kwargs"])
    for each in scene["args"]:
        name, equals, text = each.partition("=")
        if name.isidentifier() and equals:
            kwargs[name] = _argument(text, app, module, scene)
        else:
            args.append(_argument(each, app, module, scene))
    await _on_main(owner, lambda: getattr(owner, scene["bridge"])(*args, **kwargs))


def _names(app: App[Any], scene: dict[str, Any]) -> dict[str, Any]:
    return {"app": app, "screen": app.screen, "data": scene["data"]}


def _argument(text: str, app: App[Any], module: Any, scene: dict[str, Any]) -> Any:
    if text.startswith("="):
        return eval(text[1:], {**vars(module), **_names(app, scene)})
    value = scene["data"]
    for part in text.split("."):
        value = value[part]
    return value


async def _on_main(node: DOMNode, action: Callable[[], Any]) -> None:
    """Call it as Textual calls handlers: on main, in the node's context."""
    done = asyncio.get_running_loop().create_future()

    async def call() -> None:
        try:
            result = action()
            if inspect.isawaitable(result):
                await result
        except Exception as error:
            JOURNAL.error(error, "call")
        finally:
            if not done.done():
                done.set_result(None)

    node.call_later(call)
    await done


def _owner(app: App[Any], name: str, selector: str | None) -> DOMNode:
    if selector:
        return app.screen.query_one(selector)
    for node in (app.screen, app, *app.screen.walk_children(with_self=False)):
        for base in type(node).__mro__:
            if name in vars(base):
                if not base.__module__.startswith("textual."):
                    return node
                break
    raise LookupError(f"nothing in the app has a method {name}")


def _widgets(app: App[Any], selectors: list[str]) -> list[Any]:
    return [widget for selector in selectors for widget in app.screen.query(selector)]


def _gone(app: App[Any]) -> bool:
    return app._exception is not None or app._exit or not app._running


async def _settle(app: App[Any], pilot: Pilot[Any]) -> None:
    """Wait until nothing is running and no message waits."""
    calm = 0
    while calm < 2 and not _gone(app):
        held = SERVICE.held
        if observe.BUSY.more_than(held) or SERVICE.in_flight > held:
            calm = 0
            await asyncio.sleep(BEAT)
            continue
        calm += 1
        try:
            await asyncio.wait_for(pilot.pause(), 5)
        except Exception as error:
            JOURNAL.error(error, "pause")
            return


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str, sort_keys=isinstance(value, dict)))
