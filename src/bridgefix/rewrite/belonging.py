"""What belongs to the thread that made it: whether a function that runs in another thread makes it there."""

from __future__ import annotations

from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function

_OPENS = "sqlite3.connect"
_BELONG = frozenset({"sqlite3.Connection", "sqlite3.Cursor"})
_DEEP = 5


def is_opened_here(model: Model, call: Call, function: Function, outermost: Function) -> bool:
    """Whether a call is made of a sqlite connection that the function itself opened, or of a cursor of one, and neither
    leaves the outermost function, which is the one that runs in another thread.
    """
    if call.func.kind != "attr" or not _opened(model, call.func.parts[0], function, 0):
        return False
    given = [(store.value, function) for store in function.stores if store.value is not None]
    given += [(value, outermost) for value, _ in outermost.returns]
    return not any(model.project.type_of(value, where) in _BELONG for value, where in given)


def _opened(model: Model, expr: Expr, function: Function, depth: int) -> bool:
    """Whether an expression is a connection that is opened by evaluating it, or was by this run of the function."""
    if depth > _DEEP:
        return False
    if expr.kind == "name":
        bound = function.bindings.get(expr.name, ())
        if any(param.name == expr.name for param in function.params) or expr.name in function.globals:
            return False
        values = [item.value if item.how in ("assign", "with") and item.position < 0 else None for item in bound]
        return bool(values) and all(
            value is not None and _opened(model, value, function, depth + 1) for value in values
        )
    if expr.kind != "call":
        return False
    made: Call = expr.value
    if model.project.dotted(made.func, function) == _OPENS:
        return True
    if made.func.name == "closing" and made.args:
        return _opened(model, made.args[0], function, depth + 1)
    if targets := model.project.targets(made):
        return all(_gives_new(model, target, depth) for target in targets)
    return made.func.kind == "attr" and _opened(model, made.func.parts[0], function, depth + 1)


def _gives_new(model: Model, function: Function, depth: int) -> bool:
    """Whether each call of a function gives back a connection of its own."""
    if function.decorators or function.is_generator or not function.returns:
        return False
    return all(_opened(model, value, function, depth + 1) for value, _ in function.returns)
