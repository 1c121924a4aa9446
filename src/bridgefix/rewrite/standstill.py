"""Where a crossing would stand still: main waits for the thread that crosses, or for a lock that it holds.

`App.call_from_thread` (Textual, `app.py`) blocks the thread until main has run the callback.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.calls import work
from bridgefix.effects import Model
from bridgefix.facts import Call, Function
from bridgefix.findings import Refusal, Thread
from bridgefix.rewrite.runs import LOCK, said
from bridgefix.textual_api import MUTATORS, SHOWS_ONLY, owned, owns
from bridgefix.threads import symbol

_FOR_THREADS = frozenset(
    "threading.Thread.join concurrent.futures.Future.result concurrent.futures.Future.exception "
    "concurrent.futures.wait concurrent.futures.as_completed".split()
)
_FOR_ANYONE = frozenset(
    "threading.Event.wait threading.Condition.wait threading.Condition.wait_for threading.Barrier.wait queue.Queue.get "
    "queue.Queue.join queue.LifoQueue.get queue.PriorityQueue.get queue.SimpleQueue.get".split()
)
_POOLS = ("PoolExecutor", "ThreadPool")


def check_nobody_waits(model: Model, function: Function) -> None:
    """Raises Refusal where main waits, or may wait, for the thread that a function runs on."""
    launches = list(_launches(model, function))
    for launcher, call in launches:
        owner = model.project.owner(launcher.id)
        if call is not None and launcher.name == "__init__" and owner is not None and model.project.is_app(owner.id):
            raise Refusal(
                f"the thread of `{symbol(function)}` is started in `{symbol(launcher)}` (line {call.line}): the app may not "
                "run yet, and then a crossing raises",
                call.line,
                launcher.path,
            )
        if call is None or not model.threads.runs_on(launcher.id, Thread.MAIN) or call.awaited:
            continue
        if call.func.name == "add_done_callback":
            raise Refusal(
                f"`{symbol(function)}` is called when a future is done: at once, on main, where that is so already "
                f"(line {call.line}), and a crossing raises there",
                call.line,
                launcher.path,
            )
        pooled = any(expr.kind == "call" and expr.value.func.name.endswith(_POOLS) for expr in call.context.withs)
        if pooled or call.func.name in ("map", "starmap", "imap"):
            raise _waits(function, launcher, call)
    raw = any(call is None or not _is_worker(model, call) for _, call in launches)
    for waiting in _family(model, function, launches):
        for call in waiting.calls:
            name = model.effects.blocking_name(call)
            if name in _FOR_ANYONE or (raw and (name in _FOR_THREADS or _seems_to_join(model, call, waiting))):
                raise _waits(function, waiting, call)


def _waits(function: Function, waiting: Function, call: Call) -> Refusal:
    return Refusal(
        f"`{symbol(waiting)}` waits on main for a thread (`{said(call.func)}`, line {call.line}), and if that is the one of "
        f"`{symbol(function)}`, which then waits for main, neither goes on",
        call.line,
        waiting.path,
    )


def _launches(model: Model, function: Function) -> Iterator[tuple[Function, Call | None]]:
    """Where the threads are set going that a function runs on."""
    todo, seen = [function.id], {function.id}
    while todo:
        for site in model.project.callers(todo.pop()):
            if site.kind == "call" and site.caller not in seen and model.threads.runs_on(site.caller, Thread.WORKER):
                seen.add(site.caller)
                todo.append(site.caller)
            elif site.kind == "thread":
                yield model.project.functions[site.caller], site.call


def _is_worker(model: Model, call: Call) -> bool:
    """Whether a launch starts one of Textual's workers, which nothing can wait for in a blocking way."""
    if call.func.name == "run_worker":
        return True
    return any(work(model.project, target) is not None for target in model.project.targets(call))


def _family(model: Model, function: Function, launches: list[tuple[Function, Call | None]]) -> Iterator[Function]:
    """Functions that run on main, for all that is known, and may know the thread.

    They stand in the files where it is started, or its work is written.

    Other widgets and apps that happen to stand there are left out.
    """
    project = model.project
    knowing = [function, *(launcher for launcher, _ in launches)]
    owners = {cls.id for item in knowing if (cls := project.owner(item.id)) is not None}
    related = owners | {cls.id for owner in owners for cls in (*project.mro(owner), *project.subclasses(owner))}
    paths = {item.path for item in knowing} | {project.classes[cls].path for cls in related}
    for other in project.functions.values():
        if other.path not in paths or other.name == "<module>" or model.threads.of(other.id) is Thread.WORKER:
            continue
        owner = project.owner(other.id)
        if owner is None or owner.id in related or not project.is_dom_node(owner.id):
            yield other


def _seems_to_join(model: Model, call: Call, function: Function) -> bool:
    """`self._thread.join()`, `self._pool.shutdown()` on something of a type that isn't known."""
    if call.func.kind != "attr" or call.awaited:
        return False
    dotted = model.project.dotted(call.func, function)
    if call.func.name == "shutdown":
        waits = all(name != "wait" or value.kind != "const" or value.value for name, value in call.keywords)
        pool = "pool" in said(call.func).lower() or "executor" in said(call.func).lower()
        return waits and (pool if dotted is None else dotted.startswith("concurrent.futures."))
    if dotted is not None:
        return False
    timed = all(arg.kind == "const" and isinstance(arg.value, int | float) for arg in call.args)
    return call.func.name == "join" and timed and call.func.parts[0].kind != "const"


def check_no_lock_acquired(model: Model, function: Function, line: int) -> None:
    """Raises Refusal where a function holds at a line what it has acquired by hand."""
    releases = [call.line for call in function.calls if call.func.name == "release"]
    for call in function.calls:
        if call.func.name != "acquire" or call.func.kind != "attr" or call.line > line:
            continue
        lock = call.func.parts[0]
        dotted = model.project.dotted(call.func, function) or ""
        if not (LOCK.search(said(lock)) or dotted.startswith("threading.")):
            continue
        if not any(call.line < release < line for release in releases):
            raise Refusal(
                f"`{symbol(function)}` holds `{said(lock)}` (line {call.line}), and main may wait for it during a crossing",
                call.line,
                function.path,
            )


def check_not_textuals(model: Model, function: Function) -> None:
    """Raises Refusal for a method that takes the place of one of Textual's, which calls it on main, too."""
    owner = model.project.owner(function.id)
    if owner is None or function.cls is None or work(model.project, function) is not None:
        return
    owners = model.project.ui_names(owner.id)
    if owned(MUTATORS, owners, function.name) is not None or owns(SHOWS_ONLY, owners, function.name):
        raise Refusal(
            f"`{symbol(function)}` takes the place of a method of Textual's, which may call it on main, where a crossing "
            "raises",
            function.line,
            function.path,
        )
