"""The states of a worker, and in which of them a statement of a `StateChanged` handler runs.

The states and their order are those of Textual's `worker.py`: PENDING, RUNNING, then one of the other three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bridgefix.facts import Context, Expr, Function, Span
from bridgefix.project import Class, Project
from bridgefix.syntax import bound_once, parts_of

PENDING, RUNNING, SUCCESS, ERROR, CANCELLED = "PENDING", "RUNNING", "SUCCESS", "ERROR", "CANCELLED"
STATES = (PENDING, RUNNING, SUCCESS, ERROR, CANCELLED)
FINAL = frozenset({SUCCESS, ERROR, CANCELLED})

_TRUE_IN: Mapping[str, frozenset[str]] = {
    "is_finished": FINAL,
    "is_running": frozenset({RUNNING}),
    "is_cancelled": frozenset({CANCELLED}),
    "error": frozenset({ERROR, CANCELLED}),
}
"""In which states an attribute of a worker is true."""


def handlers(project: Project) -> Iterator[tuple[Class, Function]]:
    """The handlers of `Worker.StateChanged`, with the classes of the nodes that hear it."""
    for function in project.functions.values():
        cls = project.class_of(function)
        if cls is None or not project.is_textual(cls.id):
            continue
        named = function.name in ("on_worker_state_changed", "_on_worker_state_changed")
        if named or any(_is_on_state_changed(item) for item in function.decorators):
            yield cls, function


def _is_on_state_changed(decorator: Expr) -> bool:
    if decorator.kind != "call" or decorator.value.func.name != "on" or not decorator.value.args:
        return False
    message = decorator.value.args[0]
    return bool(message.kind == "attr" and message.name == "StateChanged" and message.parts[0].name == "Worker")


def reach(context: Context, function: Function) -> frozenset[str]:
    """The states in which a statement of a handler may run, by the tests round it and before it."""
    return frozenset(
        state
        for state in STATES
        if all(_truth(test, state, function) in (None, outcome) for test, outcome in context.guards)
    )


def asks_in_its_own_way(context: Context, function: Function) -> bool:
    """Whether a test round a statement names states in a way that can't be told, such as a pattern of several parts."""
    return any(
        all(_truth(test, state, function) is None for state in STATES)
        and any(part.name in STATES or part.name == "state" for part in parts_of(test))
        for test, _ in context.guards
    )


_DEEP = 3
"""Names for names that are followed, at the most: `state = state` has no end."""


def _truth(test: Expr, state: str, function: Function, depth: int = 0) -> bool | None:
    """What a test says in a state; None where that can't be told, or where it asks about something else."""
    if test.kind == "not":
        inner = _truth(test.parts[0], state, function, depth)
        return None if inner is None else not inner
    if test.kind == "choice" and test.name in ("and", "or"):
        decides = test.name == "or"
        parts = [_truth(part, state, function, depth) for part in test.parts]
        if decides in parts:
            return bool(decides)
        return None if None in parts else not decides
    if test.kind == "compare" and len(test.parts) == 2:
        return _compared(test, state, function)
    if test.kind == "name" and depth < _DEEP:
        value = bound_once(test.name, function)
        return None if value is None else _truth(value, state, function, depth + 1)
    if test.kind == "attr" and is_worker(test.parts[0], function):
        if test.name == "result":
            return None if state == SUCCESS else False
        found = _TRUE_IN.get(test.name)
        return None if found is None else state in found
    return None


def _compared(test: Expr, state: str, function: Function) -> bool | None:
    left, right = test.parts
    negated = test.name in ("!=", "is not", "not in")
    if test.name not in ("==", "is", "in", "!=", "is not", "not in"):
        return None
    if right.kind == "const" and right.value is None:
        given = _truth(left, state, function)
        return None if given is None else given is negated
    if not _is_state(left, function):
        left, right = right, left
    if not _is_state(left, function):
        return None
    named = [_named(part) for part in (right.parts if right.kind in ("tuple", "list", "set") else (right,))]
    if any(name is None for name in named):
        return None
    return (state in named) is not negated


def _named(expr: Expr) -> str | None:
    if expr.kind == "const" and isinstance(expr.value, str):
        return expr.value if expr.value in STATES else None
    return expr.name if expr.kind in ("attr", "name") and expr.name in STATES else None


def _is_state(expr: Expr, function: Function, depth: int = 0) -> bool:
    if expr.kind == "name":
        value = bound_once(expr.name, function)
        return value is not None and depth < _DEEP and _is_state(value, function, depth + 1)
    if expr.kind != "attr":
        return False
    if expr.name == "name":
        return _is_state(expr.parts[0], function, depth)
    return expr.name == "state" and (_is_event(expr.parts[0], function) or is_worker(expr.parts[0], function))


def is_worker(expr: Expr, function: Function, depth: int = 0) -> bool:
    """Whether an expression is the worker that a handler's event is about."""
    if expr.kind == "name":
        value = bound_once(expr.name, function)
        return value is not None and depth < _DEEP and is_worker(value, function, depth + 1)
    return expr.kind == "attr" and expr.name == "worker" and _is_event(expr.parts[0], function)


def _is_event(expr: Expr, function: Function) -> bool:
    return expr.kind == "name" and expr.name in {param.name for param in function.params[1:]}


# What is shown while a worker runs


class Switch(NamedTuple):
    """Something that is shown while a worker runs, put on or taken back."""

    key: str
    """What, and of what: the same for both."""
    on: bool
    span: Span
    text: str
    """For people, and to paste."""
    context: Context
    own: bool = False
    """A flag of the object itself: `self.syncing`."""


FLAGS = frozenset({"loading", "disabled", "display", "visible"})
_OWN_FLAG = re.compile(r"(^|_)busy$|[a-z]{3}ing$")
"""Names that an object keeps by itself that something goes on: `busy`, `_is_fetching`."""


def switches(function: Function) -> Iterator[Switch]:
    """What a function puts on or takes back."""
    for store in function.stores:
        value, target = store.value, store.target
        if target.kind == "attr" and target.name in FLAGS and value is not None and isinstance(value.value, bool):
            base = _text(target.parts[0], function)
            text = f"{base}.{target.name}"
            yield Switch(text, value.value, store.span, f"{text} = {value.value}", store.context)
        elif _is_own_flag(target, function) and value is not None and isinstance(value.value, bool):
            text = f"{target.parts[0].name}.{target.name}"
            yield Switch(text, value.value, store.span, f"{text} = {value.value}", store.context, own=True)
    for call in function.calls:
        if call.func.kind != "attr" or not call.args or call.args[0].kind != "const":
            continue
        base = _text(call.func.parts[0], function)
        given = call.args[0].value
        if call.func.name in ("add_class", "remove_class"):
            on = call.func.name == "add_class"
            yield Switch(f"{base}.{given}", on, call.span, f'{base}.{call.func.name}("{given}")', call.context)
        elif call.func.name == "set_loading" and isinstance(given, bool):
            yield Switch(f"{base}.loading", given, call.span, f"{base}.set_loading({given})", call.context)


def _is_own_flag(target: Expr, function: Function) -> bool:
    """Whether what is set is `self.syncing` or the like."""
    if target.kind != "attr" or not _OWN_FLAG.search(target.name) or not function.params:
        return False
    return target.parts[0].kind == "name" and target.parts[0].name == function.params[0].name


def _text(expr: Expr, function: Function, depth: int = 0) -> str:
    """An expression as it would be written; locals by what they are bound to."""
    if expr.kind == "name":
        value = bound_once(expr.name, function)
        if value is not None and function.bindings[expr.name][0].how == "assign" and depth < _DEEP:
            return _text(value, function, depth + 1)
        return expr.name
    if expr.kind == "attr":
        return f"{_text(expr.parts[0], function, depth)}.{expr.name}"
    if expr.kind == "call":
        args = ", ".join(_text(arg, function, depth) for arg in expr.value.args)
        return f"{_text(expr.value.func, function, depth)}({args})"
    if expr.kind == "const":
        return f'"{expr.value}"' if isinstance(expr.value, str) else repr(expr.value)
    return "…"
