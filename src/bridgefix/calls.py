"""What a call does with threads: a plain call, a crossing to main, a launch into a worker, a callback for later."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from bridgefix import textual_api
from bridgefix.facts import Call, Class, Expr, Function
from bridgefix.inference import Inference
from bridgefix.symbols import NOTHING, Value
from bridgefix.syntax import named_by

PLAIN, CROSSING, LAUNCH, SCHEDULE = "plain", "crossing", "launch", "schedule"

HERE, TO_MAIN, TO_WORKER, ACROSS, NOWHERE = "here", "main", "worker", "across", ""
"""Where what a call sets going runs: in the caller's thread, on main, in a worker, on main by a crossing, who knows."""


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

_TELLS_HOW_FAR: dict[str, tuple[int, str]] = {
    "urllib.request.urlretrieve": (2, "reporthook"),
    "ftplib.FTP.retrbinary": (1, "callback"),
    "ftplib.FTP.retrlines": (1, "callback"),
    "ftplib.FTP.storbinary": (3, "callback"),
    "boto3.client.upload_file": (4, "Callback"),
    "boto3.client.upload_fileobj": (4, "Callback"),
    "boto3.client.download_file": (4, "Callback"),
    "boto3.client.download_fileobj": (4, "Callback"),
}
"""Calls that wait, and call back meanwhile: in the caller's own thread, boto3 in one of its own (`s3transfer`)."""

_RUN_COROUTINES = frozenset(
    "asyncio.create_task asyncio.ensure_future asyncio.gather asyncio.wait_for asyncio.shield asyncio.run asyncio.wait "
    "asyncio.AbstractEventLoop.create_task asyncio.AbstractEventLoop.run_until_complete asyncio.as_completed "
    "asyncio.TaskGroup.create_task asyncio.Runner.run asyncio.Task anyio.run textual._callback.invoke".split()
)
"""Functions that run the coroutines given to them in the caller's thread, whichever loop that has."""

_SHAPED = frozenset(
    name.rpartition(".")[2]
    for name in (
        "call_from_thread", "run_worker", "run_in_executor", "call_soon_threadsafe", "run_coroutine_threadsafe",
        *_THREADERS, *_SAME_LOOP, *_TELLS_HOW_FAR, *_RUN_COROUTINES, *textual_api.SCHEDULES,
        *textual_api.CALLBACKS,
    )
)  # fmt: skip
"""The last parts of the names of all calls outside that are more than plain ones."""

_WORK_POSITIONS = 7
"""Where `run_worker` has its `thread` parameter."""


def shape(model: Inference, call: Call, function: Function) -> Shape:
    """What a call does, by what it is called on and by name."""
    func = call.func
    for value in model.values(func, function):
        if value is not None and value.kind == "external":
            return _external(model, call, function, value)
        if value is not None and value.kind == "function" and not model.is_stub(value.name):
            how = work(model, model.functions[value.name])
            return _PLAIN if how is None else Shape(LAUNCH, how)
    value = model.value(func, function)
    if func.kind != "attr" or (value is not None and not (value.kind == "function" and model.is_stub(value.name))):
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
    if name not in _SHAPED:
        return _PLAIN
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
    if dotted in _TELLS_HOW_FAR:
        callback = call.argument(*_TELLS_HOW_FAR[dotted])
        flow = TO_WORKER if dotted.startswith("boto3.") else HERE
        return Shape(PLAIN, flow, (callback,) if callback is not None else ())
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
    return owner.startswith("textual.") or bool(value.receiver and model.ui_names(value.receiver))


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
    """Where the body of a function runs that is decorated with `@work`, or with a decorator of the project that
    launches it; None for other functions, NOWHERE where a decorator can't be looked into.
    """
    if not function.decorators:
        return None
    if function.id not in model.decorated:
        model.decorated[function.id] = None  # a decorator that leads back to itself
        found = [_decorated(model, item, function) for item in function.decorators]
        model.decorated[function.id] = next((item for item in found if item is not None), None)
    return model.decorated[function.id]


def _decorated(model: Inference, item: Expr, function: Function) -> str | None:
    inner = named_by(item)
    if item.kind == "attr" and item.name in ("setter", "getter", "deleter"):
        return None
    found = model.decorator(inner, function)
    if found is not None and found.startswith("textual") and found.rpartition(".")[2] == "work":
        if item.kind == "call" and any(key is None for key, _ in item.value.keywords):
            return NOWHERE
        where = _where(item.value.keyword("thread") if item.kind == "call" else None)
        # Textual refuses what is no coroutine function there (`_work_decorator.py`): its body never runs.
        return NOWHERE if where == TO_MAIN and not function.is_async else where
    if found in model.functions:
        return _own_decorator(model, model.functions[found or ""], item.kind == "call")
    if inner.kind == "name" and (found is None or model.bindings(inner.name, model.parent(function)) is not None):
        # A variable: what it was made by says what it does.
        made = model.literal_call(inner, model.parent(function))
        return _decorated(model, *made) if made is not None and item.kind == "name" else NOWHERE
    return NOWHERE if found in model.classes or _THREADED_NAME.search(inner.name) else None


_THREADED_NAME = re.compile(r"thread|background|executor|in_pool", re.IGNORECASE)


def _own_decorator(model: Inference, decorator: Function, called: bool) -> str | None:
    """What a decorator of the project does with the function that it is given."""
    if called:
        # A decorator with arguments: what it returns is the one that is given the function.
        inner = [value for value, _ in decorator.returns if value.kind == "name"]
        name = decorator.children.get(inner[0].name) if len(inner) == 1 else None
        if name is None:
            return NOWHERE
        decorator = model.files[decorator.path].functions[name]
    if not decorator.params:
        return NOWHERE
    flows = handed(model, decorator, decorator.params[0].name)
    if flows == {HERE} or any(
        value.kind == "name" and value.name == decorator.params[0].name for value, _ in decorator.returns
    ):
        return None
    elsewhere = flows - {NOWHERE}
    return next(iter(elsewhere)) if len(elsewhere) == 1 and HERE not in elsewhere else NOWHERE


def handed(model: Inference, function: Function, name: str) -> frozenset[str]:
    """Where a function that is given to another one as this parameter runs: HERE, TO_MAIN or TO_WORKER, or several; with
    NOWHERE among them where it is handed to something unknown.

    Looks at the calls in the function and in those nested in it; what they hand on further is followed.
    """
    key = (function.id, name)
    if key in model.handed:
        return model.handed[key]
    model.handed[key] = frozenset()
    found: set[str] = set()
    for inner, flow in _inner_flows(model, function).items():
        for call in inner.calls:
            if call.func.kind == "name" and call.func.name == name and not _rebinds(inner, function, name):
                found.add(flow)
                continue
            form = shape(model, call, inner)
            for callback in form.callbacks:
                if _is_name(callback, name):
                    found.add(_after(flow, form.flow))
            for target, param in _receives(model, call, inner, name):
                found |= {_after(flow, further) for further in handed(model, target, param)}
            if any(_is_name(arg, name) for arg in call.args) and _is_unknown(model.value(call.func, inner)):
                found.add(NOWHERE)
    model.handed[key] = frozenset(found)
    return model.handed[key]


def _is_unknown(callee: Value | None) -> bool:
    """Whether nothing is known of what is called, nor what it does with the functions that it is given."""
    if callee is None:
        return True
    root = callee.name.partition(".")[0]
    return callee.kind == "external" and root != "textual" and root not in sys.stdlib_module_names


def _inner_flows(model: Inference, function: Function) -> dict[Function, str]:
    """A function and those nested in it that it runs, launches or returns, with where they run."""
    facts = model.files[function.path].functions
    found = {function: HERE}
    queue = [function]
    while queue:
        outer = queue.pop()
        nested = {facts[name] for name in outer.children.values()}
        following: list[tuple[Function, str]] = []
        for call in outer.calls:
            following += [(item, HERE) for item in nested if _means(call.func, item)]
            form = shape(model, call, outer)
            for callback in form.callbacks:
                following += [(item, form.flow) for item in nested if _means(callback, item)]
        # Last: of `return self.run_worker(lambda: …)` the worker is what is returned.
        for value, _ in outer.returns:
            following += [(item, HERE) for item in nested if _means(value, item)]
        for item, flow in following:
            if item not in found and flow:
                found[item] = _after(found[outer], flow)
                queue.append(item)
    return found


def _means(expr: Expr, function: Function) -> bool:
    if expr.kind == "call":
        inner: Call = expr.value
        return any(_means(part, function) for part in (inner.func, *inner.args[:1]))
    return expr.name in (function.name, function.qualname)


def _after(first: str, then: str) -> str:
    if then == ACROSS:
        return TO_MAIN
    return first if then == HERE else then


def _is_name(expr: Expr, name: str) -> bool:
    if expr.kind == "call" and expr.value.func.name == "partial" and expr.value.args:
        return _is_name(expr.value.args[0], name)
    return expr.kind == "name" and expr.name == name


def _rebinds(inner: Function, function: Function, name: str) -> bool:
    return inner is not function and any(param.name == name for param in inner.params)


def _receives(model: Inference, call: Call, function: Function, name: str) -> Iterator[tuple[Function, str]]:
    """The functions, and their parameters, to which a call hands the value of a name."""
    if not any(_is_name(arg, name) for arg in (*call.args, *(value for _, value in call.keywords))):
        return
    for value in model.values(call.func, function):
        if value is None or value.kind != "function":
            continue
        target = model.functions[value.name]
        for arg, param in arguments(target, value, call):
            if _is_name(arg, name):
                yield target, param


def arguments(target: Function, value: Value, call: Call) -> Iterator[tuple[Expr, str]]:
    """The arguments of a call, with the parameters of the function that they are for."""
    params = [param for param in target.params if param.kind in ("positional", "normal")]
    if target.cls is not None and (value.receiver or value.kind == "class"):
        params = params[1:]
    for arg, param in zip(call.args, params, strict=False):
        if arg.kind == "star":
            break
        yield arg, param.name
    for key, arg in call.keywords:
        if key is not None:
            yield arg, key


def callables(model: Inference, expr: Expr, function: Function) -> Iterator[tuple[Value | None, Call | None]]:
    """What runs when a callback is called, or a coroutine object awaited, looked through partials.

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


def overrides(model: Inference, method: Function, receiver: str, caller: Function, own: bool) -> Iterator[Function]:
    """The methods of subclasses that a call of `method` on an instance of `receiver` may run instead; for a protocol,
    those of all classes that have what it says.

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
    for cls in model.implementers(receiver):
        implemented = model.lookup(cls.id, name)
        if implemented is not None:
            yield implemented


def _hides(model: Inference, cls: Class, method: Function) -> bool:
    found = model.lookup(cls.id, method.name)
    return found is not None and found is not method and not (method.name.startswith("on_") or _is_handler(method))


def _is_handler(method: Function) -> bool:
    return any(item.kind == "call" and item.value.func.name == "on" for item in method.decorators)
