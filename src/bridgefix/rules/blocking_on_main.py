"""BF004 blocking-on-main: a call that waits, reached on the main thread

One thread runs the whole app: keys, timers, painting. While a call on it waits for a server, a process or a disk, the
app is frozen. `async def` alone changes nothing: a handler or an `async` worker that does not `await` blocks all the same.

    worker                               main
                                         on_mount()
                                           load()
                                             requests.get()   frozen: no keys, no paint
                                           show()

Bad:

    def on_mount(self) -> None:
        self.show(requests.get(URL).json())

Good: fetch in a thread worker, show on main.

    def on_mount(self) -> None:
        self.load()

    @work(thread=True, exclusive=True, group="load")
    def load(self) -> None:
        self.app.call_from_thread(self.show, requests.get(URL).json())

In an `async def` it is enough to wait elsewhere: `data = await asyncio.to_thread(requests.get, URL)`.

What waits is a table of well-known calls (HTTP clients, subprocess, sleep, sockets, database drivers, cloud SDKs, …) and
what `[tool.bridgefix] blocking = ["acme.api.*"]` names. Reading a file is not in it, nor is what runs under
`with app.suspend():`. The finding stands where the app's code leaves its last handler, method or callback.

The fix is unsafe, since it changes when things happen: `await asyncio.to_thread(…)` in an `async def`; elsewhere the
method is split into a thread worker and a bridge.

Silence it with `# bridgefix: ignore[BF004]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.calls import HERE, guard
from bridgefix.effects import CallView, Model
from bridgefix.facts import Function
from bridgefix.findings import Finding, Place, Step, Thread
from bridgefix.settings import Settings
from bridgefix.threads import symbol

CODE = "BF004"
NAME = "blocking-on-main"


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The functions of the app that make a blocking call on main.

    A helper that is no part of the app (a client in another module) is not blamed: the call of it is. The subject of a
    finding is (id of the function, spans of its blocking calls as "line:col:endline:endcol"…).
    """
    called_back = {edge.callee for edge in model.project.edges() if edge.flow != HERE or edge.kind == "schedule"}
    for function in model.project.functions.values():
        if not _is_blamed(model, function, called_back):
            continue
        views = [
            view for view in map(model.effects.of_call, function.calls) if _blocks(model, view, function, called_back)
        ]
        if views:
            yield _finding(model, function, views)


def _is_blamed(model: Model, function: Function, called_back: set[str]) -> bool:
    """Whether a function on main is a part of the app: a method of one of its classes, or a callback."""
    if not model.threads.runs_on(function.id, Thread.MAIN) or model.threads.only_starting(function.id):
        return False
    owner = model.project.owner(function.id)
    return (owner is not None and model.project.is_textual(owner.id)) or function.id in called_back


def _blocks(model: Model, view: CallView, function: Function, called_back: set[str]) -> bool:
    if not view.blocks or guard(model.project, view.call.context, function) not in (None, Thread.MAIN):
        return False
    if model.effects.blocking_name(view.call) is not None:
        return True
    return not any(
        model.effects.of(target.id).blocks and _is_blamed(model, target, called_back) for target in view.targets
    )


def _finding(model: Model, function: Function, views: list[CallView]) -> Finding:
    view = views[0]
    line, column, end_line, _ = view.call.span
    name = f"`{function.name}`" if not function.is_lambda else "this lambda"
    blocking = view.blocks[-1].symbol
    way = [step for step in view.blocks[1:-1] if step.symbol != symbol(function)]
    through = f" through `{way[0].symbol}`" if way else ""
    more = f", and {len(views) - 1} more" if len(views) > 1 else ""
    also = ", too" if model.threads.of(function.id) is Thread.BOTH else ""
    still = " (`async` does not help: nothing is awaited)" if function.is_async else ""
    route = model.threads.route(function.id, Thread.MAIN)
    down = (Step(route[-1].path, line, route[-1].symbol, Thread.MAIN),) if route else ()
    return Finding(
        CODE,
        Place(function.path, line, column + 1, end_line),
        symbol(function),
        f"{name} runs on the main thread{also} and waits in `{blocking}`{through}{more}: the app is frozen meanwhile{still}",
        (function.id, *(":".join(map(str, item.call.span)) for item in views)),
        (
            *route[:-1],
            *down,
            *(Step(step.path, step.line, step.symbol, Thread.MAIN) for step in view.blocks[1:]),
        ),
    )
