"""BF004: a method that does something for good, or counts its runs, waits where it stands, as an `async def`.

As workers its runs would overlap: they would be done in any order, and one that has not begun when the next one starts
would never be done (Textual, `worker_manager.py`). What Textual calls may be a coroutine function: handlers, actions and
timers are awaited one after the other (`message_pump.py`, `timer.py`). But a screen paints in between its messages, so
that a handler of its own must not take its time (`screen.py: Screen._on_idle`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from bridgefix import textual_api
from bridgefix.deeds import acts
from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function, Span
from bridgefix.findings import Refusal
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.splicing import before, spliced
from bridgefix.rewrite.trees import span
from bridgefix.rewrite.unawaited import strange_calls
from bridgefix.syntax import named_by, parts_of
from bridgefix.threads import symbol

_HANDLER = re.compile(r"_?(on|action|key)_\w+\Z")
_ON_START = re.compile(r"_?on_(mount|load|compose)\Z")
"""Before these are through, nothing new is painted (`app.py: App._process_messages`)."""
_BESIDE = frozenset({"set_interval", "SystemCommand", "Hit", "DiscoveryHit"})
"""What has a timer of its own, or the app, await the callback that it is given (`command.py: CommandPalette`)."""
_AWAITED = _BESIDE | {"set_timer", "call_later", "call_next", "push_screen"}
"""The same with those that have the node itself await it, among its messages."""


class Deed(NamedTuple):
    """Why no run of a method may be left out, or overtake another one."""

    why: str
    line: int


def deed(model: Model, function: Function, calls: frozenset[Span]) -> Deed | None:
    """What a method does for good: by a call that blocks, or to what the object counts and gathers before it."""
    for call in function.calls:
        if call.span in calls and acts(model, call):
            what = model.effects.of_call(call).blocks[-1].symbol
            return Deed(f"`{what}` may do something for good", call.line)
    for name, where in _counted(model, function):
        if where < min(calls):
            return Deed(f"each run counts in `{name}`", where[0])
    return None


_GATHERS = frozenset("append appendleft extend insert pop popleft".split())


def _counted(model: Model, function: Function) -> Iterator[tuple[str, Span]]:
    """The attributes of the object that get another value by what they were, and where."""
    own = model.project.self_name(function)
    for store in function.stores:
        if not _is_own(store.target, own) or store.deleted:
            continue
        read = parts_of(store.value) if store.value is not None else ()
        if store.augmented or any(_is_own(part, own) and part.name == store.target.name for part in read):
            yield store.target.name, store.span
    for call in function.calls:
        if call.statement and call.func.kind == "attr" and call.func.name in _GATHERS:
            if _is_own(call.func.parts[0], own) and not model.effects.of_call(call).shows:
                yield call.func.parts[0].name, call.span


def _is_own(expr: Expr, own: str | None) -> bool:
    return expr.kind == "attr" and expr.parts[0].kind == "name" and expr.parts[0].name == own


def awaiters(model: Model, function: Function) -> Iterator[tuple[Function, Call]]:
    """The calls that have to await a method of the app once it is an `async def`, each with its caller, which becomes one
    as well. Raises Refusal where Textual would not await it, or it would still stop the app.
    """
    todo, seen = [function], {function.id}
    while todo:
        here = todo.pop()
        for caller, call in _awaiters(model, here):
            yield caller, call
            if caller.is_async and holds_up_a_screen(model, caller):
                raise Refusal("a screen is not painted while a handler of its own waits")
            if caller.id not in seen and not caller.is_async:
                seen.add(caller.id)
                todo.append(caller)


def _awaiters(model: Model, function: Function) -> Iterator[tuple[Function, Call]]:
    project, name = model.project, function.name
    if _ON_START.match(name):
        raise Refusal(f"nothing new is painted before `{name}` is through")
    for other, call in strange_calls(model, function):
        raise Refusal(f"`{symbol(other)}` calls `{name}` of something that may be this one, on line {call.line}")
    sites = project.callers(function.id)
    if not sites and not function.decorators and not _HANDLER.match(name):
        raise Refusal(f"nobody is seen to call `{name}`")
    if holds_up_a_screen(model, function):
        raise Refusal("a screen is not painted while a handler of its own waits")
    for site in sites:
        caller = project.functions[site.caller]
        if site.call is not None and site.kind == "schedule" and site.call.func.name in _AWAITED:
            if site.call.func.name not in _BESIDE and _is_of_a_screen(model, caller):
                raise Refusal("a screen is not painted while a callback of its own waits")
        elif site.call is not None and site.kind == "call" and site.call.statement and not caller.is_lambda:
            if any(target.id != function.id for target in project.targets(site.call)):
                raise Refusal(f"`{symbol(caller)}` may call another `{name}` on line {site.call.line}")
            yield caller, site.call
        else:
            line = "" if site.call is None else f" on line {site.call.line}"
            raise Refusal(f"`{symbol(caller)}` calls it, or hands it on,{line} and can't await it")


def holds_up_a_screen(model: Model, function: Function) -> bool:
    """Whether a function handles messages of a screen, which paints between them."""
    handles = _HANDLER.match(function.name) and "action" not in function.name.split("_")
    decorated = any(named_by(item).name == "on" for item in function.decorators)
    return bool(handles or decorated) and _is_of_a_screen(model, function)


def _is_of_a_screen(model: Model, function: Function) -> bool:
    owner = model.project.owner(function.id)
    return owner is not None and textual_api.SCREEN in model.project.ui_names(owner.id)


def made_async(reading: Reading, text: str, calls: Collection[Span]) -> str:
    """The text with a method as an `async def`, if it is none yet, in which these calls are awaited. Raises Refusal."""
    node = reading.node
    if node.lineno in {call.line for call in reading.function.calls}:
        raise reading.refuse(f"`{reading.name}` stands on one line", node.lineno)
    found = [call for call in walk(node) if isinstance(call, ast.Call) and span(call) in calls]
    opened = [] if reading.function.is_async else [before(node, "async ")]
    return spliced(text, [*opened, *(before(call, "await ") for call in found)])
