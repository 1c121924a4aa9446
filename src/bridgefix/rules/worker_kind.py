"""BF005 worker-kind: a worker of the wrong kind, async or thread

A worker is either a coroutine that runs beside the app on main, or something that blocks, in a thread of its own. What
is no `async def` can only be the second, and has to say so: `thread=True`. Textual (since 0.31) refuses to guess:

    @work on a `def`, no thread=True          WorkerDeclarationError, as soon as the class is made
    run_worker(f), f a `def`, no thread=True  WorkerError when it starts: the app ends, or (exit_on_error=False) nothing
                                              is ever shown

    main
      run_worker(load)
        the worker starts                     is load a coroutine function?
          no: WorkerError                     load never runs

Bad:

    @work(exclusive=True)
    def load(self) -> None:
        rows = requests.get(URL).json()
        self.app.call_from_thread(self.show, rows)

Good:

    @work(exclusive=True, thread=True)
    def load(self) -> None:

`run_worker(self.load())` with such a `load` is worse: it has run on main by then, and the worker gets its result.

The fix is safe, since nothing ever ran: `thread=True`, all other arguments as they are, and crossings for what would
touch the UI in the thread. It is refused where a thread would be wrong: for a body that only shows, one that hands out a
coroutine or a generator, or one that main runs as well.

Told, but never rewritten: `thread=True` on an `async def` that only awaits and otherwise does what cannot wait. It gets a
thread, and an event loop in it, for nothing, and may not touch a widget there. What makes an async worker block is
BF004's.

Silence it with `# bridgefix: ignore[BF005]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.calls import PLAIN, callables, work
from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Finding, Place, Step, Thread
from bridgefix.settings import Settings
from bridgefix.symbols import Value
from bridgefix.syntax import named_by
from bridgefix.textual_api import NODE, SAFE_FROM_THREADS
from bridgefix.threads import ending, symbol
from bridgefix.workers import decorator_of, options_of_call, options_of_decorator, run_workers

CODE = "BF005"
NAME = "worker-kind"

REFUSED, STARTED, CALLED, TWICE, NEEDLESS = "refused", "started", "called", "twice", "needless"
"""What is wrong: a `@work` that Textual refuses, a function that it can't start as a coroutine, the result of one, a
`@work` method started as if it were none, a thread for nothing."""


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The workers that are declared or started as the wrong kind.

    The subject of a finding is (id of the function that is decorated, or that makes the call; span of the decorator or
    of the call as "line:col:endline:endcol"; what is wrong; id of the function that was to run).
    """
    for function in model.project.functions.values():
        decorator = decorator_of(model.project, function) if function.decorators else None
        if decorator is not None:
            yield from _declared(model, function, decorator)
    for function, call in run_workers(model.project):
        yield from _started(model, function, call)


def _declared(model: Model, function: Function, decorator: Expr) -> Iterator[Finding]:
    threaded = options_of_decorator(decorator).thread
    if threaded is False and not function.is_async:
        # What a decorator between the two makes of the function, nobody knows.
        if all(named_by(item).name == "on" for item in function.decorators if item.span > decorator.span):
            if not _expects_refusal(model, function):
                text = (
                    f"`{function.name}` is no `async def`, and its `@work` lacks `thread=True`: Textual refuses it as "
                    "soon as the class is made"
                )
                yield _finding(function, decorator, REFUSED, function, text, _callers_route(model, function))
    elif threaded and function.is_async and _only_awaits(model, function):
        yield _finding(function, decorator, NEEDLESS, function, _needless(function), _own_route(model, function))


def _expects_refusal(model: Model, function: Function) -> bool:
    """Whether the code round a class is there to see it refused, as Textual's own tests do."""
    facts = model.project.files[function.path]
    if "WorkerDeclarationError" in facts.imports:
        return True
    outer = model.project.class_of(function)
    maker = facts.functions.get(outer.function or "") if outer is not None else None
    return maker is not None and any(call.func.name in ("raises", "assertRaises") for call in maker.calls)


def _started(model: Model, function: Function, call: Call) -> Iterator[Finding]:
    options = options_of_call(call)
    given = call.argument(0, "work")
    if given is None or options.thread is None or _is_caught(call):
        return
    if options.thread:
        yield from _needlessly(model, function, call, given)
        return
    if given.kind == "call" and _looked_through(model, given, function) is None:
        yield from _called(model, function, call, given)
        return
    found = _one_function(model, given, function)
    if found is None or found.is_async:
        return
    if work(model.project, found) is not None:
        text = f"`run_worker` is given `{found.name}`, which starts a worker by itself: this one fails (WorkerError)"
        yield _at_call(model, function, call, TWICE, found, text)
        return
    what = "a lambda" if found.is_lambda else f"`{found.name}`"
    text = f"`run_worker` is given {what}, which is no `async def`, without `thread=True`: it fails as it starts (WorkerError)"
    yield _at_call(model, function, call, STARTED, found, text)


def _called(model: Model, function: Function, call: Call, given: Expr) -> Iterator[Finding]:
    """`run_worker(self.load())` with a `load` that gives back nothing that could be awaited."""
    targets = model.project.targets(given.value)
    if len(targets) != 1:
        return
    found = targets[0]
    if work(model.project, found) is not None:
        if decorator_of(model.project, found) is not None:
            text = (
                f"`{found.name}()` starts a worker by itself: `run_worker` can't run what it gives back (WorkerError)"
            )
            yield _at_call(model, function, call, TWICE, found, text)
        return
    if found.is_async or found.is_generator or found.decorators or found.returns:
        return
    text = (
        f"`{found.name}()` has run on this thread before `run_worker` is called, which gets its result, None, and fails "
        f"(WorkerError): hand over `{found.name}` itself"
    )
    yield _at_call(model, function, call, CALLED, found, text)


def _is_caught(call: Call) -> bool:
    """Whether the code round a call is there to see it fail."""
    return any(item.kind == "call" and item.value.func.name in ("raises", "suppress") for item in call.context.withs)


def _needlessly(model: Model, function: Function, call: Call, given: Expr) -> Iterator[Finding]:
    found = _one_function(model, given, function)
    if found is not None and found.is_async and work(model.project, found) is None and _only_awaits(model, found):
        yield _at_call(model, function, call, NEEDLESS, found, _needless(found))


def _needless(function: Function) -> str:
    return (
        f"`{function.name}` only awaits: with `thread=True` it gets a thread and a loop of its own for nothing; without, "
        "it runs beside the app on main and may touch widgets"
    )


def _looked_through(model: Model, given: Expr, function: Function) -> Value | None:
    """What a partial, or the call of a coroutine function, will run."""
    return next((value for value, _ in callables(model.project, given, function) if value is not None), None)


def _one_function(model: Model, given: Expr, function: Function) -> Function | None:
    """The only function of the project that a callback can mean."""
    values = [value for value, _ in callables(model.project, given, function)]
    if len(values) != 1 or values[0] is None or values[0].kind != "function":
        return None
    found = model.project.functions[values[0].name]
    if any(named_by(item).name != "on" for item in found.decorators) and decorator_of(model.project, found) is None:
        return None
    others = model.project.subclasses(values[0].receiver) if values[0].receiver in model.project.classes else ()
    return None if any(found.name in cls.methods for cls in others) else found


# A thread for nothing

_ASYNC = (
    "asyncio.", "anyio.", "httpx.AsyncClient", "aiohttp.", "aiofiles.", "asyncpg.", "aiosqlite.", "aiomysql.",
    "websockets.", "motor.", "redis.asyncio.", "aioboto3.", "aiobotocore.", "asyncssh.", "nats.",
)  # fmt: skip
"""Libraries that never block: what is called of them waits by `await`."""
_LOOP_BOUND = frozenset("asyncio.run asyncio.to_thread asyncio.new_event_loop asyncio.get_event_loop".split())


def _only_awaits(model: Model, function: Function, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a coroutine function awaits, and all else that it does is known not to wait, cross or show."""
    if function.is_generator or not function.awaits or function.id in seen:
        return False
    effects = model.effects
    if any(effects.of_store(store, function).shows for store in function.stores):
        return False
    for call in function.calls:
        view = effects.of_call(call)
        if view.kind != PLAIN or view.shows or view.blocks:
            return False
        name = view.dotted or ""
        if call.awaited and view.targets:
            if not all(item.is_async and _only_awaits(model, item, seen | {function.id}) for item in view.targets):
                return False
        elif name.startswith(_ASYNC) and name not in _LOOP_BOUND:
            continue
        elif not (view.pure or view.logs or _posts(model, name)):
            return False
    return True


def _posts(model: Model, name: str) -> bool:
    owner, _, last = name.rpartition(".")
    return last in SAFE_FROM_THREADS and last != "run_worker" and NODE in model.project.ui_names(owner)


# Findings


def _callers_route(model: Model, function: Function) -> tuple[Step, ...]:
    """The way to whoever starts it first."""
    for site in model.project.callers(function.id):
        if site.call is not None:
            for thread in (Thread.MAIN, Thread.WORKER):
                if route := model.threads.route(site.caller, thread):
                    return ending(route, site.call.line, symbol(function))
    return ()


def _own_route(model: Model, function: Function) -> tuple[Step, ...]:
    return model.threads.route(function.id, Thread.WORKER)


def _at_call(model: Model, function: Function, call: Call, what: str, runs: Function, text: str) -> Finding:
    route = model.threads.route(function.id, Thread.MAIN) or model.threads.route(function.id, Thread.WORKER)
    expr = Expr("call", call.span)
    return _finding(function, expr, what, runs, text, ending(route, call.line, "run_worker"))


def _finding(function: Function, at: Expr, what: str, runs: Function, text: str, route: tuple[Step, ...]) -> Finding:
    line, column, end_line, _ = at.span
    return Finding(
        CODE,
        Place(function.path, line, column + 1, end_line),
        symbol(function),
        text,
        (function.id, ":".join(map(str, at.span)), what, runs.id),
        route,
    )
