"""A handler whose message carries what a worker has fetched, and which fetches it again in place of looking at it.

To do that in a thread would cure the freeze and ask twice for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix import textual_api
from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Refusal, Thread
from bridgefix.rewrite.reading import Reading
from bridgefix.syntax import parts_of
from bridgefix.threads import symbol


def check(reading: Reading) -> None:
    """Raises Refusal where a method is the handler of such a message, or only called by one."""
    model, function = reading.model, reading.function
    callers = [model.project.functions[site.caller] for site in model.project.callers(function.id)]
    for handler in (function, *(callers if len(callers) == 1 else ())):
        if (message := _ignored(model, handler)) is not None:
            raise Refusal(
                f"`{symbol(handler)}` is handed what a worker has fetched (`{message.func.name}`, line {message.line}) and never "
                "looks at it: show that, in place of fetching it again",
                handler.line,
                handler.path,
            )


def _ignored(model: Model, handler: Function) -> Call | None:
    """Where the message is made that a handler never looks at, of something that was waited for in a worker."""
    if len(handler.params) != 2 or handler.is_lambda or handler.children:
        return None
    event = handler.params[1].name
    if any(part.name == event for expr in _mentioned(handler) for part in parts_of(expr)):
        return None
    annotation = handler.params[1].annotation
    # A class within a class goes by several names: `self.Loaded`, `Table.Loaded`.
    name = annotation.name if annotation is not None else ""
    known = [cls for cls in model.project.classes.values() if cls.qualname.rpartition(".")[2] == name]
    if not any(textual_api.MESSAGE in model.project.outside(cls.id) for cls in known):
        return None
    for other in model.project.functions.values():
        for call in other.calls if model.threads.runs_on(other.id, Thread.WORKER) else ():
            given = (*call.args, *(value for _, value in call.keywords))
            if call.func.name == name and any(_waits(model, arg, other) for arg in given):
                return call
    return None


def _mentioned(function: Function) -> Iterator[Expr]:
    yield from (expr for expr, _ in (*function.reads, *function.names))
    for call in function.calls:
        yield from (call.func, *call.args, *(value for _, value in call.keywords))


def _waits(model: Model, expr: Expr, function: Function) -> bool:
    """Whether an expression, or the local that it reads, is what something that waits has answered."""
    bound = [
        item.value for part in parts_of(expr) if part.kind == "name" for item in function.bindings.get(part.name, ())
    ]
    return any(
        part.kind == "call" and bool(model.effects.of_call(part.value).blocks)
        for value in (expr, *bound)
        if value is not None
        for part in parts_of(value)
    )
