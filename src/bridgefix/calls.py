"""What a call does with threads: a plain call, a crossing to main, a launch into a worker, a callback for later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bridgefix import textual_api
from bridgefix.facts import Call, Class, Context, Expr, Function, Try
from bridgefix.findings import Thread
from bridgefix.inference import NOTHING, Inference
from bridgefix.symbols import Value

PLAIN, CROSSING, LAUNCH, SCHEDULE = "plain", "crossing", "launch", "schedule"

HERE, TO_MAIN, TO_WORKER, ACROSS, NOWHERE = "here", "main", "worker", "across", ""
"""Where what a call sets going runs: in the caller's thread, on main, in a worker, on main by a crossing, or who knows."""


class Shape(NamedTuple):
    """A call, seen as a step from thread to thread."""

    kind: str
    flow: str = HERE
    callbacks: tuple[Expr, ...] = ()
    """What is handed over to be run: callables, or coroutine objects."""


_PLAIN = Shape(PLAIN)

_THREADERS: dict[str, tuple[int, str]] = {
    "threading.Thread": (1, "target"),
    "threading.Timer": (1, "function"),
    "_thread.start_new_thread": (0, "function"),
    "asyncio.to_thread": (0, "func"),
    "anyio.to_thread.run_sync": (0, "func"),
    "trio.to_thread.run_sync": (0, "sync_fn"),
    "asgiref.sync.sync_to_async": (0, "func"),
    "concurrent.futures.ThreadPoolExecutor.submit": (0, "fn"),
    "concurrent.futures.ThreadPoolExecutor.map": (0, "fn"),
    "multiprocessing.pool.ThreadPool.apply_async": (0, "func"),
    "multiprocessing.pool.ThreadPool.map": (0, "func"),
    "concurrent.futures.Future.add_done_callback": (0, "fn"),
}
"""Calls whose callback runs in another thread: where it stands."""

_SAME_LOOP: dict[str, tuple[int, str]] = {
    "asyncio.AbstractEventLoop.call_soon": (0, "callback"),
    "asyncio.AbstractEventLoop.call_later": (1, "callback"),
    "asyncio.AbstractEventLoop.call_at": (1, "callback"),
    "asyncio.Task.add_done_callback": (0, "fn"),
    "asyncio.Future.add_done_callback": (0, "fn"),
    "contextlib.ExitStack.callback": (0, "callback"),
}
"""Calls whose callback runs in the caller's own thread."""

_RUN_COROUTINES = frozenset(
    "asyncio.create_task asyncio.ensure_future asyncio.gather asyncio.wait_for asyncio.shield asyncio.run asyncio.wait "
    "asyncio.AbstractEventLoop.create_task asyncio.AbstractEventLoop.run_until_complete asyncio.as_completed "
    "asyncio.TaskGroup.create_task asyncio.Runner.run asyncio.Task anyio.run textual._callback.invoke".split()
)
"""Functions that run the coroutines given to them in the caller's thread, whichever loop that has."""

_WORK_POSITIONS = 7
"""Where `run_worker` has its `thread` parameter."""


def shape(model: Inference, call: Call, function: Function) -> Shape:
    """What a call does, by what it is called on and by name."""
    func = call.func
    for value in model.values(func, function):
        if value is not None and value.kind == "external":
            return _external(model, call, function, value)
        if value is not None and value.kind == "function":
            how = work(model, model.functions[value.name])
            return _PLAIN if how is None else Shape(LAUNCH, how)
    if func.kind != "attr" or model.value(func, function) is not None:
        return _PLAIN
    # The receiver is unknown: only names that nobody else bears.
    name = func.name
    if name == "call_from_thread":
        return _crossing(call) if not model.own_crossers() else _PLAIN
    if name == "run_worker":
        return _run_worker(call)
    if name in textual_api.CERTAIN_SCHEDULES:
        return _schedule(call, *textual_api.SCHEDULES[name])
    if name == "run_in_executor":
        return Shape(LAUNCH, TO_WORKER, call.args[1:2])
    if name in ("submit", "call_soon_threadsafe", "add_done_callback", "subscribe"):
        return Shape(SCHEDULE, NOWHERE, call.args[:1])
    return _PLAIN


def _external(model: Inference, call: Call, function: Function, value: Value) -> Shape:
    dotted = value.name
    owner, _, name = dotted.rpartition(".")
    if name == "call_from_thread":
        return _crossing(call) if _textual(model, owner, value) else _PLAIN
    if dotted in _THREADERS:
        position, keyword = _THREADERS[dotted]
        callback = call.argument(position, keyword)
        return Shape(LAUNCH, TO_WORKER, (callback,) if callback is not None else ())
    if name == "run_worker" and _textual(model, owner, value):
        return _run_worker(call)
    if name in textual_api.SCHEDULES and _textual(model, owner, value):
        position, keyword = textual_api.SCHEDULES[name]
        if name == "subscribe" and call.keyword("immediate") is not None:
            return Shape(SCHEDULE, NOWHERE, call.args[1:2])
        return _schedule(call, position, keyword)
    if dotted in textual_api.CALLBACKS:
        return _schedule(call, *textual_api.CALLBACKS[dotted])
    if dotted in _SAME_LOOP:
        position, keyword = _SAME_LOOP[dotted]
        callback = call.argument(position, keyword)
        return Shape(SCHEDULE, HERE, (callback,) if callback is not None else ())
    if dotted in _RUN_COROUTINES:
        coroutines = tuple(arg.parts[0] if arg.kind == "star" else arg for arg in call.args)
        return Shape(PLAIN, HERE, tuple(arg for arg in coroutines if arg.kind == "call"))
    if name == "run_in_executor":
        return Shape(LAUNCH, TO_WORKER, call.args[1:2])
    if name in ("call_soon_threadsafe", "run_coroutine_threadsafe"):
        return Shape(SCHEDULE, NOWHERE, call.args[:1])
    return _PLAIN


def _crossing(call: Call) -> Shape:
    callback = call.argument(0, "callback")
    return Shape(CROSSING, ACROSS, (callback,) if callback is not None else ())


def _textual(model: Inference, owner: str, value: Value) -> bool:
    return owner.startswith("textual.") or bool(value.receiver and model.textual_names(value.receiver))


def _run_worker(call: Call) -> Shape:
    threaded = call.argument(_WORK_POSITIONS, "thread")
    work_given = call.argument(0, "work")
    callbacks = (work_given,) if work_given is not None else ()
    if any(key is None for key, _ in call.keywords):
        return Shape(LAUNCH, NOWHERE, callbacks)
    return Shape(LAUNCH, _where(threaded), callbacks)


def _where(threaded: Expr | None) -> str:
    if threaded is None:
        return TO_MAIN
    if threaded.kind != "const":
        return NOWHERE
    return TO_WORKER if threaded.value else TO_MAIN


def _schedule(call: Call, position: int, keyword: str) -> Shape:
    callback = call.argument(position, keyword)
    return Shape(SCHEDULE, TO_MAIN, (callback,) if callback is not None else ())


def work(model: Inference, function: Function) -> str | None:
    """Where the body of a function decorated with `@work` runs; None for other functions."""
    for item in function.decorators:
        inner = item.value.func if item.kind == "call" else item
        if inner.name != "work":
            continue
        found = model.decorator(inner, function)
        if found is None or not found.startswith("textual"):
            continue
        if item.kind != "call":
            return TO_MAIN
        if any(key is None for key, _ in item.value.keywords):
            return NOWHERE
        return _where(item.value.keyword("thread"))
    return None


def callables(model: Inference, expr: Expr, function: Function) -> Iterator[tuple[Value | None, Call | None]]:
    """What runs when a callback is called, or a coroutine object awaited: looked through partials and calls of coroutine functions.

    Yields values, with the call that made a coroutine object; None for what can't be told.
    """
    if expr.kind == "call":
        call: Call = expr.value
        callee = model.value(call.func, function)
        if callee is not None and callee.kind == "external" and callee.name in _PARTIALS and call.args:
            yield from callables(model, call.args[0], function)
            return
        if callee is not None and callee.kind == "function" and model.functions[callee.name].is_async:
            yield callee, call
            return
    elif expr.kind == "name":
        found = model.literal_call(expr, function)
        if found is not None and found[0].value.func.name in ("partial", "partialmethod"):
            yield from callables(model, *found)
            return
    for value in model.values(expr, function):
        if value == NOTHING:
            continue
        yield (value if value is not None and value.kind in ("function", "external", "class") else None), None


_PARTIALS = frozenset({"functools.partial", "functools.partialmethod"})


# Guards: code that asks which thread it is on.

_IDENTITY = frozenset({"get_ident", "get_native_id", "current_thread", "currentThread", "main_thread"})
_THREAD_WORDS = frozenset(
    {"_thread_id", "_main_thread", "main_thread_id", "_main_thread_id", "ui_thread", "_ui_thread"}
)


def guard(model: Inference, context: Context, function: Function) -> Thread | None:
    """The only thread on which a statement can run, by the tests round it; UNKNOWN where a test asks for the thread in a
    way that can't be read; None where no test asks.
    """
    for test, outcome in reversed(context.guards):
        found = _asks(model, test, function, 0)
        if found is not None:
            if found is Thread.UNKNOWN or outcome:
                return found
            return Thread.WORKER if found is Thread.MAIN else Thread.MAIN
    for block, caught in reversed(context.handlers):
        found = _fallback(block, caught)
        if found is not None:
            return found
    return None


def _fallback(block: Try, caught: tuple[str, ...]) -> Thread | None:
    """`try: cross(f)` / `except RuntimeError: f()` runs its handler on main; what a broad handler does, who knows."""
    names = {call.func.name for call in block.calls}
    if "get_running_loop" in names or "get_current_worker" in names:
        return Thread.UNKNOWN
    if "call_from_thread" not in names:
        return None
    if any(name.rpartition(".")[2] == "RuntimeError" for name in caught):
        return Thread.MAIN
    return None


def _asks(model: Inference, test: Expr, function: Function, depth: int) -> Thread | None:
    """MAIN or WORKER where the test is true there only."""
    if depth > 3:
        return None
    if test.kind == "not":
        inner = _asks(model, test.parts[0], function, depth)
        if inner is Thread.MAIN:
            return Thread.WORKER
        return Thread.MAIN if inner is Thread.WORKER else inner
    if test.kind == "compare" and len(test.parts) == 2 and _compares_threads(test):
        if test.name in ("==", "is"):
            return Thread.MAIN
        return Thread.WORKER if test.name in ("!=", "is not") else Thread.UNKNOWN
    if test.kind == "choice":
        parts = [_asks(model, part, function, depth) for part in test.parts]
        return Thread.UNKNOWN if any(part is not None for part in parts) else None
    if test.kind == "name":
        bound = model.bindings(test.name, function)
        if bound is not None and len(bound[1]) == 1 and bound[1][0].value is not None:
            return _asks(model, bound[1][0].value, bound[0], depth + 1)
        return None
    if test.kind == "call":
        called = model.value(test.value.func, function)
        if called is not None and called.kind == "function":
            target = model.functions[called.name]
            if len(target.returns) == 1 and len(target.calls) <= 4:
                return _asks(model, target.returns[0][0], target, depth + 1)
        return Thread.UNKNOWN if _words(test) & (_IDENTITY | {"get_current_worker"}) else None
    if test.kind in ("attr", "compare", "other") and _words(test) & (_IDENTITY | _THREAD_WORDS):
        return Thread.UNKNOWN
    return None


def _compares_threads(test: Expr) -> bool:
    words = [_words(part) for part in test.parts]
    asked = [bool(found & {"get_ident", "get_native_id", "current_thread", "currentThread"}) for found in words]
    main = [bool(found & (_THREAD_WORDS | {"main_thread"})) or any("main" in word for word in found) for found in words]
    return (asked[0] and main[1]) or (asked[1] and main[0])


def _words(expr: Expr) -> set[str]:
    found = {expr.name} if expr.name else set()
    for part in expr.parts:
        found |= _words(part)
    if expr.kind == "call":
        found |= _words(expr.value.func)
    return found


def overrides(model: Inference, method: Function, receiver: str, caller: Function, own: bool) -> Iterator[Function]:
    """The methods of subclasses that a call of `method` on an instance of `receiver` may run instead.

    With `own` (a call on the caller's `self`) those of subclasses that override the caller itself are left out: their
    instances never run the caller, unless through `super()`, whose route is found from there.
    """
    if receiver not in model.classes:
        return
    name = method.name
    entry = caller
    while entry.cls is None and entry.parent is not None:
        entry = model.parent(entry)
    seen: set[str] = set()
    for cls in model.subclasses(receiver):
        found = cls.methods.get(name)
        if found is None or found in seen:
            continue
        other = f"{cls.path}::{found}"
        if other == method.id or (own and entry.cls is not None and _hides(model, cls, entry)):
            continue
        seen.add(found)
        yield model.functions[other]


def _hides(model: Inference, cls: Class, method: Function) -> bool:
    found = model.lookup(cls.id, method.name)
    return found is not None and found is not method and not (method.name.startswith("on_") or _is_handler(method))


def _is_handler(method: Function) -> bool:
    return any(item.kind == "call" and item.value.func.name == "on" for item in method.decorators)
