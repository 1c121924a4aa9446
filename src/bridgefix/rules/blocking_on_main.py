"""BF004 blocking-on-main: a call that waits, reached on the main thread

One thread runs the whole app: keys, timers, painting. While a call on it waits for a server, a process or a disk, the
app is frozen. `async def` alone changes nothing: a handler or an `async` worker that does not `await` blocks all the
same.

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

What waits is a table of well-known calls (HTTP clients, subprocess, sleep, sockets, database drivers, cloud SDKs, …)
and what `[tool.bridgefix] blocking = ["acme.api.*"]` names. Reading a file is not in it, nor is what runs under
`with app.suspend():`. The finding stands where the app's code leaves its last handler, method or callback.

The fix is unsafe, since it changes when things happen: `await asyncio.to_thread(…)` in an `async def`; elsewhere the
method is split into a thread worker and a bridge. What sends, saves or otherwise does something becomes an `async def`
itself, where Textual awaits it: two workers would do it in any order, and one that is cancelled before it begins never.

Silence it with `# bridgefix: ignore[BF004]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bridgefix.calls import ACROSS, HERE, PLAIN, TO_MAIN
from bridgefix.effects import Model
from bridgefix.facts import Call, Function
from bridgefix.findings import Finding, Place, Step, Thread
from bridgefix.guards import guard
from bridgefix.settings import Settings
from bridgefix.threads import Threads, flow, symbol
from bridgefix.waiting import is_suspended

CODE = "BF004"
NAME = "blocking-on-main"


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The functions of the app that make a blocking call on main.

    A helper that is no part of the app (a client in another module) is not blamed: the call of it is. The subject of a
    finding is (id of the function, spans of its blocking calls as "line:col:endline:endcol"…).
    """
    called_back = {
        edge.callee for edge in model.project.edges() if edge.flow in (TO_MAIN, ACROSS) or edge.kind == "schedule"
    }
    # What only runs while the app is suspended freezes nothing.
    suspended = {
        (edge.caller, edge.callee)
        for edge in model.project.edges()
        if edge.call is not None and is_suspended(model.project, edge.call)
    }
    threads = flow(model.project, model.threads.without | suspended) if suspended else model.threads
    blamed = {item.id for item in model.project.functions.values() if _is_blamed(model, threads, item, called_back)}
    helpers = _blocking_helpers(model, blamed)
    for function in model.project.functions.values():
        if function.id not in blamed:
            continue
        waits = [wait for call in function.calls if (wait := _wait(model, call, function, helpers)) is not None]
        if waits:
            yield _finding(model, function, waits)


def _is_blamed(model: Model, threads: Threads, function: Function, called_back: set[str]) -> bool:
    """Whether a function on main is a part of the app: a method of one of its classes, or a callback."""
    if not threads.runs_on(function.id, Thread.MAIN) or threads.only_starting(function.id):
        return False
    owner = model.project.owner(function.id)
    return (owner is not None and model.project.is_textual(owner.id)) or function.id in called_back


def _blocking_helpers(model: Model, blamed: set[str]) -> dict[str, tuple[Step, ...]]:
    """Functions that are not blamed themselves and block, with the way down; none leads through a blamed one."""
    found: dict[str, tuple[Step, ...]] = {}
    callers: dict[str, list[tuple[str, Call]]] = {}
    for edge in model.project.edges():
        if edge.flow == HERE and edge.kind != "schedule" and edge.call is not None and edge.caller not in blamed:
            callers.setdefault(edge.callee, []).append((edge.caller, edge.call))
    for function_id, calls in model.effects.waits.items():
        if function_id not in blamed:
            function = model.project.functions[function_id]
            for call, name in calls:
                if _on_main(model, call, function):
                    found[function_id] = _steps(function, call.line, name)
                    break
    queue = list(found)
    for callee in queue:
        for caller, call in callers.get(callee, ()):
            function = model.project.functions[caller]
            if caller not in found and _on_main(model, call, function) and not is_suspended(model.project, call):
                found[caller] = (Step(function.path, call.line, symbol(function), Thread.MAIN), *found[callee])
                queue.append(caller)
    return found


def _steps(function: Function, line: int, name: str) -> tuple[Step, ...]:
    return (
        Step(function.path, line, symbol(function), Thread.MAIN),
        Step(function.path, line, name, Thread.MAIN),
    )


def _on_main(model: Model, call: Call, function: Function) -> bool:
    return guard(model.project, call.context, function) in (None, Thread.MAIN)


class _Wait(NamedTuple):
    call: Call
    down: tuple[Step, ...]
    """The way down to what waits, the blamed function first."""


def _wait(model: Model, call: Call, function: Function, helpers: dict[str, tuple[Step, ...]]) -> _Wait | None:
    name = model.effects.blocking_name(call)
    if name is not None:
        return _Wait(call, _steps(function, call.line, name)) if _on_main(model, call, function) else None
    ways = [
        helpers[target.id]
        for target in model.project.targets(call)
        if target.id in helpers and (not target.is_async or call.awaited)
    ]
    if (
        not ways
        or model.project.shape(call).kind != PLAIN
        or is_suspended(model.project, call)
        or not _on_main(model, call, function)
    ):
        return None
    return _Wait(call, (Step(function.path, call.line, symbol(function), Thread.MAIN), *min(ways, key=len)))


def _finding(model: Model, function: Function, waits: list[_Wait]) -> Finding:
    first = waits[0]
    line, column, end_line, _ = first.call.span
    name = f"`{function.name}`" if not function.is_lambda else "this lambda"
    through = f" through `{first.down[1].symbol}`" if len(first.down) > 2 else ""
    more = f", and {len(waits) - 1} more" if len(waits) > 1 else ""
    also = ", too," if model.threads.of(function.id) is Thread.BOTH else ""
    still = " (`async` alone does not help)" if function.is_async else ""
    route = model.threads.route(function.id, Thread.MAIN)
    return Finding(
        CODE,
        Place(function.path, line, column + 1, end_line),
        symbol(function),
        f"{name} runs on the main thread{also} and waits in `{first.down[-1].symbol}`{through}{more}: "
        f"the app is frozen meanwhile{still}",
        (function.id, *(":".join(map(str, wait.call.span)) for wait in waits)),
        (*route[:-1], *first.down),
    )
