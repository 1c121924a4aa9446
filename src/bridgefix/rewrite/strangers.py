"""What may be a widget that nobody knows: in a worker it would be touched from there, and no rule would tell."""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix import textual_api
from bridgefix.calls import PLAIN, callables
from bridgefix.facts import Call, Expr, Function
from bridgefix.project import Project
from bridgefix.rewrite.reading import Reading

_QUIET = textual_api.SAFE_FROM_THREADS | textual_api.READERS | textual_api.LOOKUPS
_DEEP = 4
"""How far to follow local names."""


def check(reading: Reading) -> None:
    """Raises Refusal where a method does something to what may be a widget of a class that can't be seen."""
    model, function = reading.model, reading.function
    for call in function.calls:
        view = model.effects.of_call(call)
        if call.func.kind != "attr" or not call.statement or view.kind != "plain" or view.shows or view.targets:
            continue
        if call.func.name in _QUIET or (view.pure and view.dotted is not None) or view.logs or view.blocks:
            continue
        if _may_be_widget(reading, call.func.parts[0]):
            raise reading.refuse(
                f"it can't be told whether `{written(call.func)}` touches the UI, as it may in a worker", call.line
            )
    for store in function.stores:
        if store.target.kind != "attr" or model.effects.of_store(store, function).shows:
            continue
        if _may_be_widget(reading, store.target.parts[0]):
            raise reading.refuse(
                f"it can't be told whether setting `{written(store.target)}` touches the UI, as it may in a worker",
                store.line,
            )


def check_locks(reading: Reading) -> None:
    """Raises Refusal where a lock is taken by hand: main may come to wait for it, now that main goes on meanwhile."""
    for call in reading.function.calls:
        if call.func.kind == "attr" and call.func.name == "acquire" and not call.awaited and not _only_tries(call):
            raise reading.refuse(f"`{written(call.func)}` takes a lock, and main may come to wait for it", call.line)


def check_callbacks(reading: Reading) -> None:
    """Raises Refusal where something that waits is given a callback that touches the UI: it may run in the same thread."""
    model, function = reading.model, reading.function
    for call in function.calls:
        view = model.effects.of_call(call)
        if view.kind != PLAIN or not view.blocks:
            continue
        for given in (*call.args, *(value for _, value in call.keywords)):
            for value, _ in callables(model.project, given, function):
                effects = model.effects.of(value.name) if value is not None and value.kind == "function" else None
                if effects is not None and effects.shows and not effects.crosses:
                    what = "a lambda" if given.kind == "lambda" else f"`{written(given)}`"
                    raise reading.refuse(
                        f"`{written(call.func)}` is given {what}, which touches the UI, and may call it from its thread",
                        call.line,
                    )


def _only_tries(call: Call) -> bool:
    blocking = call.argument(0, "blocking")
    return blocking is not None and blocking.kind == "const" and not blocking.value


def _may_be_widget(reading: Reading, expr: Expr) -> bool:
    """Whether an expression may be a widget, or a part of one, of a class that is not in the project."""
    project, function = reading.model.project, reading.function
    value = project.value(expr, function)
    if value is not None and value.kind == "instance" and value.name in project.classes:
        return False
    parts = list(_way_in(expr, function, 0))
    if any(part.kind == "call" and part.value.func.name in textual_api.LOOKUPS for part in parts):
        return True
    params = {param.name for param in function.params} - {reading.receiver}
    if value is None and any(part.kind == "name" and part.name in params for part in parts):
        return True
    return (value is None or not value.name.startswith("textual.")) and _is_shown(project, function, parts)


def _way_in(expr: Expr, function: Function, depth: int) -> Iterator[Expr]:
    """An expression, what it is a part of, and what the names in it were bound to."""
    yield expr
    if expr.kind in ("attr", "item", "await"):
        yield from _way_in(expr.parts[0], function, depth)
    elif expr.kind == "call":
        yield from _way_in(expr.value.func, function, depth)
    elif expr.kind == "name" and depth < _DEEP:
        for bound in function.bindings.get(expr.name, ()):
            if bound.value is not None:
                yield from _way_in(bound.value, function, depth + 1)


def _is_shown(project: Project, function: Function, parts: list[Expr]) -> bool:
    """Whether `compose` or a mount names the attribute of `self` that leads to it."""
    owner = project.owner(function.id)
    own = {part.name for part in parts if part.kind == "attr" and part.parts[0].kind == "name"}
    if owner is None or not own:
        return False
    for cls in project.mro(owner.id):
        compose = project.lookup(cls.id, "compose")
        if compose is not None and any(expr.name in own for expr, _ in compose.reads):
            return True
    return any(
        arg.name in own
        for other in project.functions.values()
        if project.owner(other.id) == owner
        for call in other.calls
        if call.func.name in ("mount", "mount_all")
        for arg in call.args
    )


def written(expr: Expr) -> str:
    """An expression of names and attributes, near enough as it is written."""
    if expr.kind == "attr":
        return f"{written(expr.parts[0])}.{expr.name}"
    if expr.kind == "call":
        return f"{written(expr.value.func)}(…)"
    return f"{written(expr.parts[0])}[…]" if expr.kind == "item" else expr.name
