"""Methods of a project that only cross: `self.ui(show, rows)`, where `ui` does `self.app.call_from_thread(fn, *args)`.

Some take nothing but what they call: `self.ui(lambda: show(rows))`.
"""

from __future__ import annotations

from dataclasses import replace

from bridgefix.calls import CROSSING, PLAIN
from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Thread
from bridgefix.guards import guard
from bridgefix.syntax import is_within


def relayed(model: Model, call: Call) -> Call | None:
    """The crossing that a call of a method comes to, with the arguments that it is given here; None for any other call.

    What the crossing gives back is lost where the method does not return it, so the call has to be a statement.
    """
    project = model.project
    if not call.statement or call.func.kind != "attr" or project.shape(call).kind != PLAIN or project.own_crossers():
        return None
    targets = project.targets(call)
    if len(targets) != 1 or not _only_crosses(model, targets[0]):
        return None
    if (
        not call.args
        or (len(call.args) > 1 and takes_only_callback(targets[0]))
        or any(arg.kind == "star" for arg in call.args)
        or any(key is not None for key, _ in call.keywords)
    ):
        return None
    somebody = Expr("other", call.func.span)
    return replace(call, func=Expr("attr", call.func.span, "call_from_thread", (somebody,)))


def takes_only_callback(function: Function) -> bool:
    """Whether a method that only crosses has no place for arguments of what it calls."""
    return len(function.params) == 2


def _only_crosses(model: Model, function: Function) -> bool:
    """Whether a method hands its first argument, and all that follow, to `call_from_thread`, and does nothing else, save
    that on main it may call directly.
    """
    kinds = [param.kind for param in function.params]
    takes_more = kinds[2:] in (["args"], ["args", "kwargs"])
    if model.project.self_name(function) is None or not (takes_more or takes_only_callback(function)):
        return False
    if function.is_async or function.is_generator or function.decorators or function.stores:
        return False
    crossings = [call for call in function.calls if model.project.shape(call).kind == CROSSING]
    if len(crossings) != 1 or not _hands_on(crossings[0].args, function):
        return False
    tests = [test.span for test, _ in crossings[0].context.guards]
    return _runs_on(model, crossings[0], function, Thread.WORKER) and all(
        call is crossings[0]
        or (
            any(is_within(call.span, test) for test in tests) and not any(f.stores for f in model.project.targets(call))
        )
        or (_hands_on((call.func, *call.args), function) and _runs_on(model, call, function, Thread.MAIN))
        for call in function.calls
    )


def _hands_on(given: tuple[Expr, ...], function: Function) -> bool:
    """Whether it is the first parameter and the starred one, as they are."""
    first, *rest = (param.name for param in function.params[1:3])
    starred = [(each.kind, each.parts[0].name) for each in given[1:] if each.parts]
    return (
        len(given) == 1 + len(rest)
        and (given[0].kind, given[0].name) == ("name", first)
        and starred == [("star", name) for name in rest]
        and not {first, *rest} & set(function.bindings)
    )


def _runs_on(model: Model, call: Call, function: Function, thread: Thread) -> bool:
    """Whether a call is made on that thread, whatever else is the case: only the thread is asked for before it."""
    context = call.context
    if context.withs or context.tries or context.handlers or context.loop or any(key for key, _ in call.keywords):
        return False
    if not context.guards:
        return thread is Thread.WORKER
    return len(context.guards) == 1 and guard(model.project, context, function) is thread
