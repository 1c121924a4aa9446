"""BF006 worker-overlap: a worker that is started again while it still runs

A timer, a key, a button or the next letter starts a worker again before the last one has its answer. Both go on, and the
one that is late wins: the screen ends up with an answer to an older question.

    main                          worker 1              worker 2
    typed "te": search("te")      asks …
    typed "tea": search("tea")      |                   asks …
                                    |                   shows tea
                                  shows te              the screen says "te" for "tea"

Bad:

    @work
    async def search(self, word: str) -> None:
        found = await self.client.search(word)
        self.query_one("#found", Static).update(found)

Good:

    @work(exclusive=True, group="search")
    async def search(self, word: str) -> None:

`exclusive` cancels what runs of the same node and group. `name` has no say in that, and all that have no group share one:
there two exclusive workers that have nothing to do with each other cancel each other. That is reported as well, for two
workers of one class that show different things and of which one, a coroutine, is really stopped by it.

A coroutine is stopped by it at its next `await`. A thread is not: it is marked as cancelled, and goes on to show what it
has. There `exclusive` is only half of the cure; the other half is `get_current_worker().is_cancelled`, asked before the
crossing. Others are a gate that is released on every path, and a generation number that is compared on main.

Left alone, each by the evidence in the code:

- several that are meant to run side by side: started in a loop, twice in one function, or with different constants; an
  argument says which widget, row or key the result goes to
- a gate round the start or in the worker: a test of something that they set, of a lock, of `is_running`; a button that is
  disabled, also by the worker, a screen that is left or covered meanwhile
- a worker that is kept, waited for or cancelled by hand, one that starts itself again when it is through, or that asks
  the user
- a comparison before the result is shown (a generation number, the text that is still in the input)
- what is sent, saved or otherwise done for its own sake: each run counts
- what shows nothing, only adds to what is there, or shows nothing that it has waited for
- what nothing starts again: `on_mount` and the like

The fix is unsafe, since a run that is cancelled no longer ends: `exclusive=True, group="<method>"` for every start of the
worker, and a group each for workers that would cancel strangers. It is offered where it cures: for coroutines, and for
threads that ask whether they are cancelled, or can be made to.

Silence it with `# bridgefix: ignore[BF006]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.effects import Model
from bridgefix.facts import Function
from bridgefix.findings import Finding, Place, Step, Thread
from bridgefix.settings import Settings
from bridgefix.shown import places
from bridgefix.stale import staleness
from bridgefix.starts import BY_TIMER, Restarts, Start, called_by, disables, is_one_of_many, is_own, starts
from bridgefix.threads import symbol
from bridgefix.workers import DEFAULT_GROUP

CODE = "BF006"
NAME = "worker-overlap"

OVERLAP, SHARED = "overlap", "shared"
"""What is wrong: a worker that overtakes itself, or one that cancels a stranger."""


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The workers that overtake themselves, or cancel strangers.

    The subject of a finding is (id of the function that is decorated, or that makes the call; span of the decorator or
    of the call as "line:col:endline:endcol"; what is wrong; ids of the workers' functions…).
    """
    made = list(starts(model))
    restarts = Restarts(model)
    told: set[str] = set()
    for start in made:
        if start.worker.id not in told and (found := _overlap(model, restarts, start)) is not None:
            told.add(start.worker.id)
            yield found
    yield from _strangers(model, made)


def _overlap(model: Model, restarts: Restarts, start: Start) -> Finding | None:
    options, worker = start.options, start.worker
    if options.thread is None or options.exclusive is not False or options.group is None:
        return None
    if worker.is_generator or (not options.thread and not worker.is_async) or _is_base(model, worker):
        return None
    late = staleness(model, worker, options.thread)
    if late is None or all(item.guarded for item in late.shown) or is_one_of_many(model, start):
        return None
    if disables(worker, "disabled") or disables(late.function, "disabled"):
        return None
    again = restarts.again(start)
    if again is None or (again.by == BY_TIMER and any(_stops_timer(model, item) for item in (worker, late.function))):
        return None
    name = f"`{symbol(worker).rpartition('.')[2]}`" if not worker.is_lambda else "this worker"
    shown = late.shown[0].what
    text = (
        f"{name} may still wait in `{late.waits[0].func.name}` when {again.by} starts it again: the older answer can come "
        f"last (`{shown}`)"
    )
    return _finding(start, OVERLAP, (worker,), text, again.route)


def _stops_timer(model: Model, function: Function) -> bool:
    """Whether a function pauses or stops a timer: it is started anew when the work is done."""
    return any(
        call.func.kind == "attr"
        and call.func.name in ("pause", "stop")
        and model.project.type_of(call.func.parts[0], function) == "textual.timer.Timer"
        for call in function.calls
    )


def _is_base(model: Model, worker: Function) -> bool:
    """Whether subclasses have a worker of their own in its place."""
    if worker.cls is None:
        return False
    return any(worker.name in cls.methods for cls in model.project.subclasses(f"{worker.path}::{worker.cls}"))


def _strangers(model: Model, made: list[Start]) -> Iterator[Finding]:
    """Exclusive workers in the default group that stop a coroutine which has nothing to do with them."""
    homes: dict[str, list[Start]] = {}
    for start in made:
        cls = model.project.owner(start.function.id)
        if cls is not None and start.options.group == DEFAULT_GROUP and is_own(model, start):
            homes.setdefault(cls.id, []).append(start)
    for shared in homes.values():
        exclusive = [start for start in shared if start.options.exclusive]
        told: set[str] = set()
        for start in exclusive:
            if start.worker.id in told:
                continue
            victim = next((other for other in shared if _is_stranger(model, start, other)), None)
            if victim is None:
                continue
            told.add(start.worker.id)
            if victim.options.exclusive:
                text = (
                    f"`{start.worker.name}` and `{victim.worker.name}` have nothing to do with each other, and cancel each "
                    "other: both are exclusive in the default group"
                )
            else:
                text = (
                    f"`{start.worker.name}` is exclusive in the default group: it cancels `{victim.worker.name}`, which "
                    "has nothing to do with it"
                )
            partners = dict.fromkeys([start.worker, *([victim.worker] if victim.options.exclusive else [])])
            yield _finding(start, SHARED, tuple(partners), text, _route(model, start))


def _is_stranger(model: Model, start: Start, other: Start) -> bool:
    """Whether a worker is really stopped by another one that works on other things."""
    if other.worker.id == start.worker.id or other.options.thread is not False or not other.worker.is_async:
        return False
    if other.function.id == start.function.id and start.call is not None:
        return False  # started together: whoever wrote that saw both
    if other.worker in called_by(model, start.worker, across=True) or start.worker in called_by(
        model, other.worker, across=True
    ):
        return False  # one is a step of the other
    here, there = places(model, start.worker), places(model, other.worker)
    if not here or not there or here & there:
        return False
    return staleness(model, other.worker, threaded=False) is not None


def _route(model: Model, start: Start) -> tuple[Step, ...]:
    if start.call is None:
        worker = start.worker.id
        return model.threads.route(worker, Thread.MAIN) or model.threads.route(worker, Thread.WORKER)
    return model.threads.route(start.function.id, Thread.MAIN)


def _finding(start: Start, what: str, workers: tuple[Function, ...], text: str, route: tuple[Step, ...]) -> Finding:
    line, column, end_line, _ = start.at.span
    return Finding(
        CODE,
        Place(start.function.path, line, column + 1, end_line),
        symbol(start.function),
        text,
        (start.function.id, ":".join(map(str, start.at.span)), what, *(worker.id for worker in workers)),
        route,
    )
