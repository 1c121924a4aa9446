"""Where a thread worker goes on without asking whether it was cancelled.

Cancelling a thread worker sets `is_cancelled` and `cancelled_event`, no more (Textual, `worker.py`): the thread runs on
to its end, and its crossings still work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bridgefix.calls import CROSSING, PLAIN
from bridgefix.deeds import does_for_good, tells_of_a_deed
from bridgefix.effects import Model
from bridgefix.facts import Call, Context, Expr, Function, Span
from bridgefix.summaries import bound_once
from bridgefix.syntax import is_within, parts_of
from bridgefix.textual_api import LOOKUPS, SAFE_FROM_THREADS


class Gaps(NamedTuple):
    """Where a function goes on without asking."""

    crossings: tuple[Call, ...] = ()
    """Crossings, or calls of what crosses, that come after something that waits, with no look at the worker between."""
    waits: tuple[Call, ...] = ()
    """What each of them comes after."""
    loops: tuple[Span, ...] = ()
    """Loops that wait or cross at each turn and never look at the worker; not those round or in another one."""

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.crossings or self.loops)


def gaps(model: Model, function: Function) -> Gaps:
    """Where a function that runs in a worker goes on without asking; nothing where it asks in a way of its own."""
    if function.is_generator or _asks_elsewhere(model, function):
        return Gaps()
    own = model.project.self_name(function)
    waits = [call for call in function.calls if call_waits(model, call) and not call.context.final]
    crossings = [call for call in function.calls if crosses(model, call) and not call.context.final]
    every = {loop for call in (*crossings, *waits) for loop in call.context.loops}
    checked = {loop for loop in every if _is_checked(function, loop, own)}
    late: list[Call] = []
    after: list[Call] = []
    for call in crossings:
        before = [wait for wait in waits if _comes_before(wait, call, own)]
        if not before or _is_checked_on_main(model, call) or not checked.isdisjoint(call.context.loops):
            continue
        if not picks_its_place(model, function, call) and not tells_of_a_deed(model, before[-1]):
            late.append(call)
            after.append(before[0])
    loops = tuple(_loops(model, function, waits, crossings, checked))
    if not any(_shows(model, call) and not call.context.handlers for call in late):
        late, after = [], []
    return Gaps(tuple(late), tuple(after), loops)


def call_waits(model: Model, call: Call) -> bool:
    """Whether a call takes its time: it blocks, is awaited, or asks something unknown that the object holds."""
    view = model.effects.of_call(call)
    if view.blocks:
        return True
    if view.kind != PLAIN:
        return False
    if call.awaited:
        return all(target.awaits for target in view.targets)
    if call.statement or view.dotted is not None or view.targets or view.shows or view.pure or view.logs:
        return False
    return call.func.name not in SAFE_FROM_THREADS and asks_what_is_held(model, call)


def asks_what_is_held(model: Model, call: Call) -> bool:
    """Whether a call asks something that the object holds, other than a plain value: `self.client.get()`."""
    function = model.project.functions[call.function]
    own = model.project.self_name(function)
    base = bound_once(function, call.func.parts[0] if call.func.kind == "attr" else call.func)
    held = base.kind == "attr" and base.parts[0].kind == "name" and base.parts[0].name == own
    return held and call.func.name not in _OF_VALUES


_OF_VALUES = frozenset(name for kind in (str, dict, list, set) for name in dir(kind))


def crosses(model: Model, call: Call) -> bool:
    """Whether a call crosses, or calls what does nothing but cross."""
    view = model.effects.of_call(call)
    if view.kind == CROSSING:
        return True
    return view.kind == PLAIN and not view.blocks and any(model.effects.of(item.id).crosses for item in view.targets)


def _shows(model: Model, call: Call) -> bool:
    view = model.effects.of_call(call)
    if view.kind == CROSSING and _is_looked_up(model, call):
        return True
    return view.shows or (view.kind == PLAIN and any(model.effects.of(item.id).shows for item in view.targets))


def _is_looked_up(model: Model, crossing: Call) -> bool:
    """Whether a crossing runs a method of which only its name is known at run time: to show is what one crosses for."""
    callback = crossing.args[0] if crossing.args else None
    if callback is not None and callback.kind == "name":
        bound = model.project.functions[crossing.function].bindings.get(callback.name, ())
        callback = bound[0].value if len(bound) == 1 else None
    return callback is not None and callback.kind == "call" and callback.value.func.name == "getattr"


def _comes_before(wait: Call, call: Call, own: str | None) -> bool:
    """Whether a way leads from what waits to a crossing that asks nothing in between."""
    if wait.span[2:] > call.span[2:] or wait is call:
        return False
    for test, outcome in call.context.guards:
        if any(test is other and outcome is not then for other, then in wait.context.guards):
            return False
        if test.span > wait.span and is_check(test, own):
            return False
    return True


def _loops(
    model: Model, function: Function, waits: list[Call], crossings: list[Call], checked: set[Span]
) -> Iterator[Span]:
    """The innermost loops that wait, or cross to show, at each turn, and have no check in or round them; not those that do
    something at each turn, and show how far they are.
    """
    busy = {
        call.context.loops[-1]
        for call in (
            *(call for call in waits if _may_stop(model, call)),
            *(call for call in crossings if _shows(model, call)),
        )
        if call.context.loops and not call.context.handlers
    }
    busy -= {call.context.loops[-1] for call in waits if call.context.loops and tells_of_a_deed(model, call)}
    rounds = {call.context.loops[-1]: call.context.loops for call in function.calls if call.context.loops}
    for loop in sorted(busy):
        if any(is_within(other, loop) and other != loop for other in busy):
            continue
        if checked.isdisjoint(rounds[loop]):
            yield loop


def _may_stop(model: Model, call: Call) -> bool:
    """Whether a loop may end before this call is made: not where it does something, or only takes what other threads
    were set to do before.
    """
    if does_for_good(model, call):
        return False
    blocks = model.effects.of_call(call).blocks
    return not blocks or blocks[-1].symbol.rpartition(".")[2] not in ("result", "join", "as_completed")


def _is_checked(function: Function, loop: Span, own: str | None) -> bool:
    """Whether something in a loop asks whether to go on."""
    contexts = [call.context for call in function.calls] + [
        context for _, context in (*function.reads, *function.names)
    ]
    if any(
        is_within(test.span, loop) and is_check(test, own)
        for context in contexts
        if loop in context.loops
        for test, _ in context.guards
    ):
        return True
    return any(
        loop in context.loops and _ASKS.search(expr.name) for expr, context in (*function.reads, *function.names)
    )


_ASKS = re.compile(r"cancel")
_ASKS_TOO = re.compile(
    r"cancel|stop|abort|generation|token|stale|is_set|serial|epoch|should_|(\A|_)(seq|sequence|request_id|worker)(\Z|_)"
)
_OF_SELF = re.compile(
    r"current|latest|version|running|alive|active|mounted|attached|clos(e|ing)|shut|quit|exit|request", re.IGNORECASE
)


def is_check(test: Expr, own: str | None) -> bool:
    """Whether a test may say that the work is no longer wanted: by a word, or by a plain flag of the object."""
    if test.kind == "call":
        if test.value.func.name == "wait":
            return True  # `Event.wait`: no pause between two turns that nobody can end
        names = [part.name for item in (test.value.func, *test.value.args) for part in parts_of(item)]
        return any(_ASKS_TOO.search(name) for name in names) or bool(_OF_SELF.search(test.value.func.name))
    if test.kind == "attr":
        return bool(_ASKS_TOO.search(test.name)) or (own is not None and test.parts[0].name == own)
    if test.kind == "name":
        return bool(_ASKS_TOO.search(test.name))
    return any(is_check(part, own) for part in test.parts)


def _asks_elsewhere(model: Model, function: Function) -> bool:
    """Whether what a function defines, hands on or calls looks at the worker for it, in ways that no guard here shows."""
    inner = [model.project.files[function.path].functions[name] for name in function.children.values()]
    for call in function.calls:
        if model.project.shape(call).kind in (PLAIN, CROSSING):
            inner += [*model.project.targets(call), *model.project.runs(call)]
    return any(
        _ASKS.search(expr.name) for item in inner if item is not function for expr, _ in (*item.reads, *item.names)
    )


_KEYED = frozenset("update_cell update_cell_at remove_row remove_option replace_option_prompt get_row".split())
"""Methods whose first argument says where."""


def picks_its_place(model: Model, function: Function, crossing: Call) -> bool:
    """Whether what the worker was given says where a crossing shows: then a later worker shows elsewhere, and this one's
    answer is wanted all the same.
    """
    names: set[str] = set()
    here = function
    while True:
        names |= {param.name for param in here.params} - {model.project.self_name(function) or ""}
        if here.parent is None:
            break
        here = model.project.parent(here)
        names |= set(here.bindings)
    if not names:
        return False
    if any(part.kind == "name" and part.name in names for part in _callback(crossing)):
        return True
    args = crossing.args[1:] if model.project.shape(crossing).kind == CROSSING else crossing.args
    targets = (*model.project.runs(crossing), *model.project.targets(crossing))
    if any(arg.kind == "name" and arg.name in names for arg in args) and not targets:
        return True
    return any(
        _picks(model, target, _passed(target, args, crossing.keywords, names), 0) for target in dict.fromkeys(targets)
    )


def _callback(crossing: Call) -> Iterator[Expr]:
    if crossing.args and crossing.args[0].kind == "attr":
        yield from parts_of(crossing.args[0].parts[0])


def _passed(
    target: Function,
    args: tuple[Expr, ...],
    keywords: tuple[tuple[str | None, Expr], ...],
    names: set[str],
) -> set[str]:
    """The names by which a function knows what the worker was given."""
    params = [param.name for param in target.params]
    if target.cls is not None:
        params = params[1:]
    found = {param for param, arg in zip(params, args, strict=False) if arg.kind == "name" and arg.name in names}
    found |= {key for key, arg in keywords if key is not None and arg.kind == "name" and arg.name in names}
    # What is defined in the worker sees its names.
    return found | (names - set(params) if target.parent is not None else set())


def _picks(model: Model, target: Function, names: set[str], depth: int) -> bool:
    """Whether a function looks up by one of these names what it changes."""
    if not names or depth > 3:
        return False
    names = names | {
        local
        for local, bound in target.bindings.items()
        for item in bound
        if item.value is not None and item.value.kind != "call" and _mentions(item.value, names)
    }
    for call in target.calls:
        where = call.args if call.func.name in LOOKUPS else call.args[:1] if call.func.name in _KEYED else ()
        if any(_mentions(arg, names) for arg in where):
            return True
        if call.func.kind == "attr" and call.func.parts[0].kind == "name" and call.func.parts[0].name in names:
            if model.effects.of_call(call).shows:
                return True
        for inner in model.project.targets(call):
            if _picks(model, inner, _passed(inner, call.args, call.keywords, names), depth + 1):
                return True
    return any(
        (store.target.kind == "item" and _mentions(store.target.parts[1], names))
        or (store.target.kind == "attr" and store.target.parts[0].name in names)
        for store in target.stores
    )


def _mentions(expr: Expr, names: set[str]) -> bool:
    return any(part.kind == "name" and part.name in names for part in parts_of(expr))


def _is_checked_on_main(model: Model, call: Call) -> bool:
    """Whether what a crossing runs compares what it is given with something of the object, or asks otherwise."""
    for target in model.project.runs(call):
        given = {param.name for param in target.params}
        own = model.project.self_name(target)
        for context in contexts(target):
            for test, _ in context.guards:
                if any(_says_so(part, own) for part in parts_of(test)):
                    return True
                if any(_compares(part, given - {own}, own) for part in parts_of(test)):
                    return True
    return False


def _says_so(part: Expr, own: str | None) -> bool:
    if part.kind == "attr" and part.parts[0].name == own and _OF_SELF.search(part.name):
        return True
    return part.kind in ("name", "attr") and bool(_ASKS_TOO.search(part.name))


def _compares(test: Expr, given: set[str], own: str | None) -> bool:
    if test.kind != "compare":
        return False
    names = [{part.name for part in parts_of(side) if part.kind == "name"} for side in test.parts]
    return any(own in side for side in names) and any(side & given for side in names)


def contexts(function: Function) -> Iterator[Context]:
    """What stands round the calls and the assignments to attributes of a function."""
    yield from (call.context for call in function.calls)
    yield from (store.context for store in function.stores)
