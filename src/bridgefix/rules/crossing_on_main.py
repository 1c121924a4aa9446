"""BF002 crossing-on-main: `call_from_thread` reached on the main thread

`App.call_from_thread` hands a callback to the main thread and waits for it. On main itself there is nobody to wait for:
Textual raises, and the callback never runs.

    worker                               main
      call_from_thread(show, rows) ────▶ show(rows)              as meant

                                         on_mount()
                                           reload()
                                             call_from_thread()  RuntimeError: must run in a different thread

It is an error also in an `async` worker: without `thread=True` it runs on main. Where a broad `except` swallows the
error nothing is shown, and nobody is told.

Bad:

    def on_mount(self) -> None:
        self.show_count(0)

    def show_count(self, count: int) -> None:
        self.app.call_from_thread(self.query_one("#count", Label).update, str(count))

Good: on main, call directly.

    def show_count(self, count: int) -> None:
        self.query_one("#count", Label).update(str(count))

A method that runs on both threads is best kept to one of them: let workers cross to it. One that asks which thread it
is on (`threading.get_ident() == self.app._thread_id`), or falls back `except RuntimeError` (or whose callers do), is left
alone.

The fix is safe where the method runs on main only: the callback is called directly.

Silence it with `# bridgefix: ignore[BF002]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Finding, Place, Thread
from bridgefix.guards import guard
from bridgefix.settings import Settings
from bridgefix.threads import ending, symbol

CODE = "BF002"
NAME = "crossing-on-main"

_THREAD_FLAG = re.compile(r"thread|worker")
_CATCHES_IT = frozenset({"RuntimeError", "Exception", "BaseException"})


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The functions that cross although they run on main.

    The subject of a finding is (id of the function, spans of its crossings as "line:col:endline:endcol"…).
    """
    for function_id, crossings in model.project.crossings.items():
        if not model.threads.runs_on(function_id, Thread.MAIN) or model.threads.only_starting(function_id):
            continue
        function = model.project.functions[function_id]
        calls = [call for call in crossings if _raises(model, call, function)]
        if calls and not _callers_fall_back(model, function):
            yield _finding(model, function, calls)


def _raises(model: Model, call: Call, function: Function) -> bool:
    """Whether a crossing raises where it is made on main."""
    if not _is_of_app(model, call, function):
        return False
    if guard(model.project, call.context, function) not in (None, Thread.MAIN):
        return False
    return not _has_fallback(model, call) and not _is_told_the_thread(call, function)


def _is_told_the_thread(call: Call, function: Function) -> bool:
    """Whether a parameter such as `from_thread` decides that it crosses: then its callers know."""
    told = {param.name for param in function.params if _THREAD_FLAG.search(param.name)}
    for test, _ in call.context.guards:
        bare = test.parts[0] if test.kind == "not" else test
        if bare.kind == "name" and bare.name in told:
            return True
    return False


def _is_of_app(model: Model, call: Call, function: Function) -> bool:
    """Whether the receiver is an app; that of something else is another rule's business, or another library's."""
    value = model.project.value(call.func, function)
    if value is not None:
        if value.receiver in model.project.classes:
            return model.project.is_app(value.receiver)
        return value.name == "textual.app.App.call_from_thread"
    return call.func.kind == "attr" and call.func.parts[0].name in ("app", "_app")


def _has_fallback(model: Model, call: Call) -> bool:
    """Whether a handler that catches the error does by itself what the crossing was for."""
    for block in call.context.tries:
        for names in block.catches:
            caught = {name.rpartition(".")[2] for name in names}
            if names and not caught & _CATCHES_IT:
                continue
            wanted = {_named(callback) for callback in call.args[:1]}
            for other in block.handled:
                if other.func.name in wanted or model.effects.of_call(other).shows:
                    return True
            if "RuntimeError" in caught and block.handled:
                return True
    return False


def _callers_fall_back(model: Model, function: Function) -> bool:
    """Whether all that call a function on main are ready for the error, and do by themselves what it was for."""
    sites = [s for s in model.project.callers(function.id) if model.threads.runs_on(s.caller, Thread.MAIN)]
    return bool(sites) and all(site.call is not None and _has_fallback(model, site.call) for site in sites)


def _named(expr: Expr) -> str:
    if expr.kind == "call" and expr.value.args:
        return _named(expr.value.args[0])  # partial(f, …)
    return expr.name


def _swallows(call: Call) -> bool:
    return any(
        not names or {name.rpartition(".")[2] for name in names} & _CATCHES_IT
        for block in call.context.tries
        for names in block.catches
    )


def _finding(model: Model, function: Function, calls: list[Call]) -> Finding:
    first = calls[0]
    line, column, end_line, _ = first.span
    name = function.name if not function.is_lambda else "this lambda"
    what = "raises RuntimeError there, and what it was to show is not shown"
    if _swallows(first):
        what = "raises RuntimeError there; the `except` round it hides that, and what it was to show is not shown"
    more = f" (and {len(calls) - 1} more)" if len(calls) > 1 else ""
    both = model.threads.of(function.id) is Thread.BOTH
    where = "runs on the main thread, too" if both else "runs on the main thread"
    return Finding(
        CODE,
        Place(function.path, line, column + 1, end_line),
        symbol(function),
        f"`{name}` {where}, but `call_from_thread`{more} {what}",
        (function.id, *(":".join(map(str, call.span)) for call in calls)),
        ending(model.threads.route(function.id, Thread.MAIN), line, "call_from_thread"),
    )
