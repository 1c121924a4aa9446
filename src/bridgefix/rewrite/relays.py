"""Methods of a project that do nothing but cross: `self.ui(show, rows)`, where `ui` is `self.app.call_from_thread(fn, *args)`."""

from __future__ import annotations

from dataclasses import replace

from bridgefix.calls import CROSSING, PLAIN
from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function


def relayed(model: Model, call: Call) -> Call | None:
    """The crossing that a call of a method comes to, with the arguments that it is given here; None for any other call.

    What the crossing gives back is lost where the method does not return it, so the call has to be a statement.
    """
    if not call.statement or call.func.kind != "attr" or not call.args or model.project.shape(call).kind != PLAIN:
        return None
    targets = model.project.targets(call)
    if len(targets) != 1 or not _only_crosses(model, targets[0]):
        return None
    if any(key is not None for key, _ in call.keywords) or any(arg.kind == "star" for arg in call.args):
        return None
    somebody = Expr("other", call.func.span)
    return replace(call, func=Expr("attr", call.func.span, "call_from_thread", (somebody,)))


def _only_crosses(model: Model, function: Function) -> bool:
    """Whether a method hands its first argument and all that follow to `call_from_thread`, and does nothing else."""
    receiver = model.project.self_name(function)
    kinds = [param.kind for param in function.params]
    if (
        receiver is None
        or function.is_async
        or function.is_generator
        or function.decorators
        or len(function.calls) != 1
    ):
        return False
    if function.stores or len(function.params) < 3 or kinds[2] != "args" or kinds[3:] not in ([], ["kwargs"]):
        return False
    crossing, names = function.calls[0], [param.name for param in function.params]
    context = crossing.context
    if (
        model.project.shape(crossing).kind != CROSSING
        or context.guards
        or context.withs
        or context.tries
        or context.loop
    ):
        return False
    if (
        context.handlers
        or len(crossing.args) != 2
        or crossing.args[0].kind != "name"
        or crossing.args[1].kind != "star"
    ):
        return False
    given = [crossing.args[0].name, crossing.args[1].parts[0].name]
    return given == names[1:3] and all(key is None for key, _ in crossing.keywords)
