"""BF003 ui-from-worker: a widget touched, or a reactive set, on a worker thread

Textual's widgets belong to the main thread. A worker that changes one races with painting and with handlers: most calls
seem to work, until a row key is missing while the table is painted and the app is gone. Some raise at once
(`RuntimeError: no running event loop`), with half of the change made: `mount`, `ListView.append`, `push_screen`,
timers, `loading = True`.

    worker                               main
      table.clear()                      paint: reads rows
      table.add_row(…)                   paint: KeyError

Bad:

    @work(thread=True)
    def reload(self) -> None:
        rows = fetch()
        table = self.query_one("#builds", DataTable)
        table.clear()
        table.add_rows(rows)

Good: one crossing for all that belongs together.

    @work(thread=True)
    def reload(self) -> None:
        self.app.call_from_thread(self.show, fetch())

    def show(self, rows: list[Row]) -> None:
        table = self.query_one("#builds", DataTable)
        table.clear()
        table.add_rows(rows)

Looking a bound method up on the worker counts as well: in `call_from_thread(self.query_one("#out").update, text)` the
query runs on the worker, where the screen may be gone. Reading, `notify`, `post_message`, `refresh`, `call_later`,
`run_worker` and `log` are safe from a thread and are not reported. What is a widget is decided by evidence of its class
(`query_one(…, DataTable)`, annotations, what `compose` yields), never by the name of a method.

The fix is safe where the method runs on workers only: the statements that belong together go into one crossing.

Silence it with `# bridgefix: ignore[BF003]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bridgefix import textual_api
from bridgefix.calls import CROSSING, HERE, PLAIN, SCHEDULE, TO_WORKER
from bridgefix.effects import Model
from bridgefix.facts import Call, Context, Expr, Function, Span, Store
from bridgefix.findings import Finding, Place, Step, Thread
from bridgefix.guards import guard
from bridgefix.settings import Settings
from bridgefix.threads import ending, symbol
from bridgefix.waiting import close

CODE = "BF003"
NAME = "ui-from-worker"


class Touch(NamedTuple):
    """A place that touches the UI."""

    span: Span
    what: str
    """As a person would say it: `DataTable.add_row`."""
    danger: str
    """textual_api.CORRUPTS or RAISES, or what `_LOOKUP` stands for."""
    down: tuple[Step, ...] = ()
    """The way down, where another function does it."""


_LOOKUP = "looks up"
_MOUNTS = frozenset({"mount", "mount_all", "push_screen", "append", "add_pane", "add_content"})
_GRAVITY = (textual_api.RAISES, textual_api.CORRUPTS, _LOOKUP)


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The functions that touch the UI on a worker.

    A method that also runs on main is not blamed for what a worker calls it for: that call is. The subject of a finding
    is (id of the function, spans of the calls, targets of assignments and looked-up callbacks as
    "line:col:endline:endcol"…).
    """
    launched = {edge.callee for edge in model.project.edges() if edge.flow == TO_WORKER}
    blamed = [function for function in model.project.functions.values() if _is_blamed(model, function, launched)]
    touching = _touching(model, blamed) if blamed else {}
    for function in blamed:
        touches = sorted(_touches(model, function, launched, touching))
        if touches:
            yield _finding(model, function, touches)


def _is_blamed(model: Model, function: Function, launched: set[str]) -> bool:
    thread = model.threads.of(function.id)
    return thread is Thread.WORKER or (thread is Thread.BOTH and function.id in launched)


class _Way(NamedTuple):
    """A way down to a touch."""

    steps: tuple[Step, ...]
    danger: str


def _touching(model: Model, blamed: list[Function]) -> dict[str, _Way]:
    """Functions below the blamed ones that touch the UI themselves, or by calls that stay on their thread, with the
    way down.
    """
    callers: dict[str, list[tuple[str, int]]] = {}
    callees: dict[str, list[str]] = {}
    for edge in model.project.edges():
        if edge.flow == HERE and edge.kind == "call" and edge.call is not None and edge.only in (None, Thread.WORKER):
            callers.setdefault(edge.callee, []).append((edge.caller, edge.call.line))
            callees.setdefault(edge.caller, []).append(edge.callee)
    below = {target.id for function in blamed for call in function.calls for target in model.project.targets(call)}
    close(below, callees)
    found: dict[str, _Way] = {}
    for function in model.project.functions.values():
        own = list(_own_touches(model, function)) if function.id in below else []
        if own:
            worst = _worst(own)
            line = worst.span[0]
            steps = (
                Step(function.path, line, symbol(function), Thread.WORKER),
                Step(function.path, line, worst.what, Thread.WORKER),
            )
            found[function.id] = _Way(steps, worst.danger)
    queue = list(found)
    for callee in queue:
        for caller, line in callers.get(callee, ()):
            if caller not in found:
                function = model.project.functions[caller]
                step = Step(function.path, line, symbol(function), Thread.WORKER)
                found[caller] = _Way((step, *found[callee].steps), found[callee].danger)
                queue.append(caller)
    return found


def _touches(model: Model, function: Function, launched: set[str], touching: dict[str, _Way]) -> Iterator[Touch]:
    yield from _own_touches(model, function)
    for call in function.calls:
        shape = model.project.shape(call)
        if shape.kind == CROSSING:
            if call.args and (looked_up := _looked_up(model, call.args[0], function)) is not None:
                yield looked_up
        elif shape.kind == PLAIN and _on_worker(model, call.context, function):
            for target in model.project.targets(call):
                if target.id in touching and not _is_blamed(model, target, launched) and not _builds(target):
                    way = touching[target.id]
                    yield Touch(call.span, target.name, way.danger, way.steps)
                    break


def _own_touches(model: Model, function: Function) -> Iterator[Touch]:
    """What a function itself does to widgets that are on the screen."""
    if function.name in ("__init__", "compose"):
        return  # what is being made is not on the screen yet
    for call in function.calls:
        if model.project.shape(call).kind not in (PLAIN, SCHEDULE) or call.func.kind != "attr":
            continue
        danger = model.effects.danger(call)
        if danger is None or not _on_worker(model, call.context, function):
            continue
        if _is_new(model, call.func.parts[0], function):
            continue
        yield Touch(call.span, _said(model, call, function), danger)
    for store in function.stores:
        danger = model.effects.of_store(store, function).danger
        if danger is None or store.target.kind != "attr" or not _on_worker(model, store.context, function):
            continue
        if not _is_sure(model, store, function) or _is_new(model, store.target.parts[0], function):
            continue
        yield Touch(store.span, f"{store.target.name} =", danger)


def _is_sure(model: Model, store: Store, function: Function) -> bool:
    """Whether the class of what is assigned to is known, and somebody sees the assignment: a `var` that nothing watches
    shows nothing.
    """
    base = model.project.value(store.target.parts[0], function)
    if base is None:
        return False
    if base.name not in model.project.classes or model.project.reactive_kind(base.name, store.target.name) != "var":
        return True
    return any(True for _ in model.project.reactions(base.name, store.target.name))


def _on_worker(model: Model, context: Context, function: Function) -> bool:
    return guard(model.project, context, function) in (None, Thread.WORKER)


def _is_new(model: Model, expr: Expr, function: Function) -> bool:
    """Whether a widget was made in this function and is not on the screen yet."""
    while expr.kind in ("attr", "item"):
        expr = expr.parts[0]
    if expr.kind == "call":
        return model.effects.makes_new(expr.value, function)
    if expr.kind != "name" or not model.effects.is_fresh(expr.name, function):
        return False
    # From a `mount`, or a crossing to one, on it is there.
    return not any(
        call.span < expr.span
        and (call.func.name in _MOUNTS or model.project.shape(call).kind == CROSSING)
        and any(arg.kind == "name" and arg.name == expr.name for arg in call.args)
        for call in function.calls
    )


def _builds(target: Function) -> bool:
    return target.name in ("__init__", "__post_init__")


def _looked_up(model: Model, callback: Expr, function: Function) -> Touch | None:
    """`cross(self.query_one("#out").update, text)`: the query is made here."""
    if callback.kind == "call" and callback.value.func.name == "partial" and callback.value.args:
        callback = callback.value.args[0]
    if callback.kind != "attr" or callback.parts[0].kind != "call":
        return None
    inner: Call = callback.parts[0].value
    if inner.func.kind != "attr" or inner.func.name not in textual_api.LOOKUPS:
        return None
    base = model.project.value(inner.func.parts[0], function)
    if base is None or base.kind != "instance" or not model.project.ui_names(base.name):
        return None
    return Touch(callback.span, f"{inner.func.name}(…).{callback.name}", _LOOKUP)


def _said(model: Model, call: Call, function: Function) -> str:
    value = model.project.value(call.func, function)
    if value is None:
        return call.func.name
    owner = value.receiver or value.name.rpartition(".")[0]
    name = model.project.classes[owner].name if owner in model.project.classes else owner.rpartition(".")[2]
    return f"{name}.{call.func.name}"


def _worst(touches: list[Touch]) -> Touch:
    """What to tell of: what raises before what corrupts, and a look-up last."""
    return min(touches, key=lambda item: (_GRAVITY.index(item.danger), item.span))


def _finding(model: Model, function: Function, touches: list[Touch]) -> Finding:
    worst = _worst(touches)
    line, column, end_line, _ = worst.span
    name = f"`{function.name}`" if not function.is_lambda else "this lambda"
    thread = model.threads.of(function.id)
    where = "runs on a worker thread, too," if thread is Thread.BOTH else "runs on a worker thread"
    others = len(touches) - 1
    more = f" (and {others} more)" if others else ""
    if worst.danger == _LOOKUP:
        text = f"{name} {where} and looks `{worst.what}` up there{more}: the screen may be gone; look it up on main"
    elif worst.danger == textual_api.RAISES:
        through = f" through `{worst.what}`" if worst.down else ""
        what = worst.down[-1].symbol if worst.down else worst.what
        text = f"{name} {where} and uses `{what}`{through}{more}: it raises there and leaves the change half made"
    elif worst.down:
        what = worst.down[-1].symbol
        text = f"{name} {where} and touches the UI through `{worst.what}`{more}: `{what}` races with the main thread"
    else:
        text = f"{name} {where} and touches the UI: `{worst.what}`{more} races with painting and handlers on main"
    route = ending(model.threads.route(function.id, Thread.WORKER), line, worst.what)
    if worst.down:
        route = (*route[:-1], *worst.down)
    return Finding(
        CODE,
        Place(function.path, line, column + 1, end_line),
        symbol(function),
        text,
        (function.id, *(":".join(map(str, item.span)) for item in touches)),
        route,
    )
