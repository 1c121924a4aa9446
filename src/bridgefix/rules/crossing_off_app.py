"""BF009 crossing-off-app: `self.call_from_thread` where `self` is no App

Only `App` has `call_from_thread`; no Screen or Widget ever had. Calling it on one is an AttributeError, often one that
a broad `except` in the worker hides, or that nobody sees since the worker dies first.

    worker                               main
      self.call_from_thread(show)        show() never runs
      AttributeError

Bad:

    class Builds(Screen):
        @work(thread=True)
        def reload(self) -> None:
            self.call_from_thread(self.show, fetch())

Good:

            self.app.call_from_thread(self.show, fetch())

On main neither is right: there the callback is called directly.

The fix is safe: `self.app.call_from_thread` where the method runs on a worker, the direct call where it runs on main.

Silence it with `# bridgefix: ignore[BF009]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix import textual_api
from bridgefix.effects import Model
from bridgefix.facts import Call, Function
from bridgefix.findings import Finding, Place, Thread
from bridgefix.purity import is_quiet_base
from bridgefix.settings import Settings
from bridgefix.threads import ending, symbol

CODE = "BF009"
NAME = "crossing-off-app"


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The functions that look for `call_from_thread` on something that has none.

    The subject of a finding is (id of the function, spans of the calls as "line:col:endline:endcol"…).
    """
    functions = model.project.functions
    found: dict[str, list[Call]] = {}
    for call in model.project.calls_named("call_from_thread"):
        if _lacks(model, call, functions[call.function]):
            found.setdefault(call.function, []).append(call)
    for function_id, calls in found.items():
        yield _finding(model, functions[function_id], calls)


def _lacks(model: Model, call: Call, function: Function) -> bool:
    if call.func.kind != "attr":
        return False
    project = model.project
    receiver = project.value(call.func.parts[0], function)
    if receiver is None or receiver.kind != "instance":
        return False
    names = project.textual_names(receiver.name)
    if textual_api.NODE not in names or textual_api.APP in names:
        return False
    if receiver.name not in project.classes:
        return True
    for cls in (*project.mro(receiver.name), *project.subclasses(receiver.name)):
        if textual_api.APP in project.textual_names(cls.id):
            return False
        own = {*cls.methods, *cls.attributes, *project.assigned_attributes(cls.id)}
        if own & {"call_from_thread", "__getattr__", "__getattribute__"}:
            return False
    # A base that can't be looked into may have one of its own.
    outside = project.outside(receiver.name)
    return all(item.startswith("textual.") or is_quiet_base(item) for item in outside)


def _finding(model: Model, function: Function, calls: list[Call]) -> Finding:
    first = calls[0]
    line, column, end_line, _ = first.span
    cls = model.project.owner(function.id)
    thread = model.threads.of(function.id)
    cure = "use `self.app.call_from_thread`"
    if thread is Thread.MAIN:
        cure = "and this runs on the main thread anyway: call directly"
    more = f" ({len(calls)} times here)" if len(calls) > 1 else ""
    whose = cls.name if cls is not None else "it"
    route = model.threads.route(function.id, Thread.WORKER) or model.threads.route(function.id, Thread.MAIN)
    return Finding(
        CODE,
        Place(function.path, line, column + 1, end_line),
        symbol(function),
        f"only an App has `call_from_thread`: on `{whose}` it is an AttributeError{more}; {cure}",
        (function.id, *(":".join(map(str, call.span)) for call in calls)),
        ending(route, line, "call_from_thread"),
    )
