"""What a worker shows of what it has waited for, in place of what was shown before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bridgefix import textual_api
from bridgefix.calls import PLAIN
from bridgefix.cancelling import asks_what_is_held
from bridgefix.deeds import names_down, tells_of_a_deed
from bridgefix.effects import Model
from bridgefix.facts import Call, Function
from bridgefix.shown import DEEP, EMPTIED, FILLED, REPLACED, Shown, follows_from, handed, pieces
from bridgefix.starts import called_by, is_gated
from bridgefix.syntax import parts_of

_WRITES = frozenset(
    "post put patch delete send save write create upload submit commit insert remove rename move publish export download add "
    " link unlink set update toggle assign store check_call stream chat generate "
    "complete completion completions acompletion apply deploy login".split()
)
"""Words in the names of calls that are made for what they do, so that each run of them counts."""


_DEEDS = frozenset(
    "save send post delete remove create submit upload download rename move publish export commit push deploy install "
    "uninstall kill restart start stop run execute write apply toggle login logout chat reply answer generate stream pay "
    "buy".split()
)
"""The same for the names of workers, which may well "update" or "add" what they only show."""


class Staleness(NamedTuple):
    """A worker that shows what it waited for."""

    shown: tuple[Shown, ...]
    waits: tuple[Call, ...]
    """The calls of the worker itself, or of the function that it calls, that wait."""
    function: Function
    """In which they stand."""


def staleness(model: Model, worker: Function, threaded: bool) -> Staleness | None:
    """What a worker replaces on the screen by what it has waited for; None where that can't be shown, or where each run
    is made for what it does, or has its own place.
    """
    outer = {model.project.self_name(worker) or ""}
    names = {param.name for param in worker.params} - outer
    if worker.is_lambda:
        names |= {
            part.name for call in worker.calls for arg in call.args for part in parts_of(arg) if part.kind == "name"
        }
    found = _stale(model, worker, frozenset(names), threaded, frozenset())
    if found is None or any(item.keyed for item in found.shown) or _indexes_by(worker, frozenset(names)):
        return None
    if _DEEDS & {word for item in (worker, found.function) for word in item.name.lower().split("_")}:
        return None
    if any(_WRITES & {name, *name.lower().split("_")} for call in found.waits for name in _words(model, call)):
        return None
    if any(tells_of_a_deed(model, call) for call in found.waits):
        return None
    return found


def _words(model: Model, call: Call) -> Iterator[str]:
    """The names along the way down to what waits; none of asyncio's own, which `create` what only asks."""
    if not (model.project.dotted(call.func, model.project.functions[call.function]) or "").startswith("asyncio."):
        yield from names_down(model, call)
    for target in model.project.targets(call):
        yield from (inner.func.name for inner in target.calls if inner.awaited)


# Waiting


def _waits(model: Model, call: Call, threaded: bool, seen: frozenset[str] = frozenset()) -> bool:
    if threaded and _is_why_there_is_a_thread(model, call):
        return True
    if not call.awaited:
        return False
    targets = model.project.targets(call)
    if targets:
        return any(
            _waits(model, inner, threaded, seen | {target.id})
            for target in targets
            if target.id not in seen and target.is_async
            for inner in target.calls
        )
    dotted = model.project.dotted(call.func, model.project.functions[call.function]) or ""
    return not dotted.startswith("textual") and call.func.name not in _OF_TEXTUAL


def _is_why_there_is_a_thread(model: Model, call: Call) -> bool:
    """Whether a call blocks, or, asked of something unknown, may be what the thread was made for."""
    view = model.effects.of_call(call)
    if view.blocks:
        return True
    if view.kind != PLAIN or view.shows or view.logs or view.pure or view.dotted is not None or view.targets:
        return False
    return asks_what_is_held(model, call)


_OF_TEXTUAL = frozenset(
    name for names in textual_api.AWAITABLE.values() for name in names if name not in ("load", "update", "go")
) | {"wait", "wait_for_complete", "sleep"}


def _asks_the_user(function: Function) -> bool:
    return any(call.func.name in ("push_screen_wait", "suspend") for call in function.calls)


def _stale(
    model: Model, function: Function, names: frozenset[str], threaded: bool, seen: frozenset[str]
) -> Staleness | None:
    if function.id in seen or len(seen) > DEEP or _asks_the_user(function):
        return None
    seen |= {function.id}
    waits = [call for call in function.calls if not call.statement and _waits(model, call, threaded)]
    waits = [
        call
        for call in waits
        if not is_gated(model, call.context, function, function) and not _is_locked(model, call, function)
    ]
    if waits:
        first = min(call.span for call in waits)
        loops = any(call.context.loop for call in waits)
        made = list(pieces(model, function, names, seen))
        emptied = {item.place for _, _, items in made for item in items if item.deed == EMPTIED}
        shown = [
            item
            for span, context, items in made
            if span > first or (loops and context.loop)
            for item in items
            if item.deed == REPLACED or (item.deed == FILLED and item.place in emptied)
        ]
        if shown:
            return Staleness(tuple(shown), tuple(waits), function)
    for call in function.calls:
        if model.project.shape(call).kind == PLAIN:
            for target in model.project.targets(call):
                effects = model.effects.of(target.id)
                if (effects.shows or effects.crosses) and (not target.is_async or call.awaited):
                    if (found := _stale(model, target, handed(model, call, target, names), threaded, seen)) is not None:
                        return found
    return None


_LOCK = re.compile(r"lock|mutex|semaphore", re.IGNORECASE)


def _is_locked(model: Model, call: Call, function: Function) -> bool:
    """Whether a call is made while a lock is held: one run after the other."""
    held = [item for item in call.context.withs if item.kind != "call"]
    return any(_LOCK.search(item.name) or _LOCK.search(model.project.type_of(item, function) or "") for item in held)


def _indexes_by(function: Function, names: frozenset[str]) -> bool:
    """Whether a worker keeps its result under a key that it was given."""
    return any(
        store.target.kind == "item" and follows_from(store.target.parts[1], function, names)
        for store in function.stores
    )


def asks_whether_cancelled(model: Model, worker: Function) -> bool:
    """Whether a worker, or what it calls, looks at `is_cancelled`."""
    for function in called_by(model, worker, across=True):
        reads = [expr for expr, _ in function.reads]
        tests = [test for call in function.calls for test, _ in call.context.guards]
        if any(
            part.name in ("is_cancelled", "cancelled_event") for expr in (*reads, *tests) for part in parts_of(expr)
        ):
            return True
    return False
