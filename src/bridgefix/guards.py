"""Code that asks which thread it is on, and what follows for the statements that depend on the answer."""

from __future__ import annotations

from bridgefix.facts import Call, Context, Expr, Function, Try
from bridgefix.findings import Thread
from bridgefix.inference import Inference
from bridgefix.symbols import is_property

_IDENTITY = frozenset({"get_ident", "get_native_id", "current_thread", "currentThread", "main_thread"})
_THREAD_WORDS = frozenset(
    {"_thread_id", "_main_thread", "main_thread_id", "_main_thread_id", "ui_thread", "_ui_thread"}
)
_OF_THREADS = _IDENTITY | _THREAD_WORDS


def guard(model: Inference, context: Context, function: Function) -> Thread | None:
    """The only thread on which a statement can run, by the tests round it.

    UNKNOWN where a test asks for the thread in a way that can't be read; None where no test asks.
    """
    if not context.guards and not context.handlers:
        return None
    key = (id(context), id(function))
    if key not in model.guarded:
        model.guarded[key] = _guard(model, context, function)
    return model.guarded[key]


def _guard(model: Inference, context: Context, function: Function) -> Thread | None:
    found = _asked(model, context, function)
    if found is not None:
        return found
    for block, caught in reversed(context.handlers):
        found = _fallback(model, block, caught, function)
        if found is not None:
            return found
    return None


def _asked(model: Inference, context: Context, function: Function) -> Thread | None:
    """The same, by tests alone: the innermost that asks says so."""
    # The tests before a test are always the same ones. There is one more with each statement that leaves a long block.
    passed: list[tuple[int, bool]] = []
    said = None
    for test, outcome in reversed(context.guards):
        key = (id(test), outcome)
        if key in model.asked:
            said = model.asked[key]
            break
        passed.append(key)
        found = _asks(model, test, function, 0)
        if found is not None:
            turned = not outcome and found is not Thread.UNKNOWN
            said = found if not turned else Thread.WORKER if found is Thread.MAIN else Thread.MAIN
            break
    model.asked.update(dict.fromkeys(passed, said))
    return said


def _fallback(model: Inference, block: Try, caught: tuple[str, ...], function: Function) -> Thread | None:
    """`try: cross(f)` / `except RuntimeError: f()` runs its handler on main; what a broad handler does, who knows."""
    names = {call.func.name for call in block.calls}
    if "get_running_loop" in names or "get_current_worker" in names:
        return Thread.UNKNOWN
    if "call_from_thread" not in names and not any(_crosses(model, call, function) for call in block.calls):
        return None
    if any(name.rpartition(".")[2] == "RuntimeError" for name in caught):
        return Thread.MAIN
    return None


def _crosses(model: Inference, call: Call, function: Function) -> bool:
    """Whether a call runs a function that crosses, by the look of it."""
    called = model.value(call.func, function)
    return (
        called is not None
        and called.kind == "function"
        and any(inner.func.name == "call_from_thread" for inner in model.functions[called.name].calls)
    )


def _asks(model: Inference, test: Expr, function: Function, depth: int) -> Thread | None:
    """MAIN or WORKER where the test is true there only."""
    if depth > 3:
        return None
    if test.kind == "not":
        inner = _asks(model, test.parts[0], function, depth)
        if inner is Thread.MAIN:
            return Thread.WORKER
        return Thread.MAIN if inner is Thread.WORKER else inner
    if test.kind in ("attr", "compare", "other") and not _words(test).isdisjoint(_OF_THREADS):
        if test.kind == "compare" and len(test.parts) == 2 and _compares_threads(test):
            if test.name in ("==", "is"):
                return Thread.MAIN
            return Thread.WORKER if test.name in ("!=", "is not") else Thread.UNKNOWN
        return Thread.UNKNOWN
    if test.kind == "choice":
        parts = [_asks(model, part, function, depth) for part in test.parts]
        return Thread.UNKNOWN if any(part is not None for part in parts) else None
    if test.kind == "name":
        bound = model.bindings(test.name, function)
        if bound is not None and len(bound[1]) == 1 and bound[1][0].value is not None:
            return _asks(model, bound[1][0].value, bound[0], depth + 1)
        return None
    if test.kind in ("call", "attr"):
        target = _answering(model, test, function)
        if target is not None and len(target.returns) == 1 and len(target.calls) <= 4:
            return _asks(model, target.returns[0][0], target, depth + 1)
    if test.kind == "call":
        return Thread.UNKNOWN if _words(test) & (_IDENTITY | {"get_current_worker"}) else None
    return None


def _answering(model: Inference, test: Expr, function: Function) -> Function | None:
    """The function that a call runs, or that is behind an attribute: `self.in_thread()`, or a property of that name."""
    if test.kind == "call":
        called = model.value(test.value.func, function)
        return model.functions[called.name] if called is not None and called.kind == "function" else None
    owner = model.value(test.parts[0], function)
    if owner is None or owner.kind != "instance" or owner.name not in model.classes:
        return None
    found = model.lookup(owner.name, test.name)
    return found if found is not None and is_property(found) else None


def _compares_threads(test: Expr) -> bool:
    words = [_words(part) for part in test.parts]
    asked = [bool(found & {"get_ident", "get_native_id", "current_thread", "currentThread"}) for found in words]
    main = [bool(found & (_THREAD_WORDS | {"main_thread"})) or any("main" in word for word in found) for found in words]
    return (asked[0] and main[1]) or (asked[1] and main[0])


def _words(expr: Expr) -> set[str]:
    found: set[str] = set()
    queue = [expr]
    while queue:
        part = queue.pop()
        found.add(part.name)
        queue += part.parts
        if part.kind == "call":
            queue.append(part.value.func)
    return found
