"""What parameters are: by their annotation, their place, or by what all calls give them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bridgefix.symbols import NOTHING, Value, has_decorator
from bridgefix.syntax import Function, Param

if TYPE_CHECKING:
    from bridgefix.inference import Inference

_MAX_CALLS = 40
"""With more calls than these, what a parameter is given is not looked for."""


def parameter(model: Inference, param: Param, scope: Function) -> Iterable[Value | None]:
    first = bool(scope.params) and scope.params[0] is param
    if first and param.annotation is None and scope.id in model.receivers:
        return model.receivers[scope.id]
    if param.annotation is not None and param.kind not in ("args", "kwargs"):
        found = model.annotation(param.annotation, scope)
        # A mixin that says `self: Host`, a protocol, still has its own methods as well.
        stub = found is not None and found.name in model.classes and model.is_protocol(found.name)
        if found is not None and not (first and scope.cls is not None and (found.kind == "class" or stub)):
            return (found,)
    if scope.cls is not None and first and not has_decorator(scope, "staticmethod"):
        cls = model.class_of(scope)
        assert cls is not None
        model.receivers[scope.id] = (Value("class" if has_decorator(scope, "classmethod") else "instance", cls.id),)
        return model.receivers[scope.id]
    if param.kind == "args":
        return (Value("instance", "builtins.tuple"),)
    if param.kind == "kwargs":
        return (Value("instance", "builtins.dict"),)
    if param.default is not None and scope.is_lambda and param.default.kind != "const":
        return model.values(param.default, model.parent(scope))
    if param.annotation is not None or scope.is_lambda:
        return (None,)
    key = (scope.id, param.name)
    if key not in model.given:
        model.given[key] = None  # a function that hands its parameter on to itself
        model.given[key] = _argument(model, param, scope)
    return (model.given[key],)


def _argument(model: Inference, param: Param, scope: Function) -> Value | None:
    """The class of a parameter without annotation, where all calls of the function that are found agree on it."""
    name = scope.name
    cls = model.class_of(scope) if scope.cls is not None else None
    if name == "__init__" and cls is not None:
        name = cls.name
    elif name.startswith("__"):
        return None
    calls = model.calls_named(name)
    if not 0 < len(calls) <= _MAX_CALLS:
        return None
    position = scope.params.index(param) - (1 if scope.cls is not None else 0)
    found: set[Value | None] = set()
    for call in calls:
        caller = model.functions[call.function]
        callee = model.value(call.func, caller)
        if callee is None:
            return None  # it may be this function that is called, with who knows what
        if callee.name != scope.id and not (name != scope.name and cls is not None and callee.name == cls.id):
            continue
        given = call.argument(position, param.name)
        if given is None and any(arg.kind == "star" for arg in call.args):
            return None
        value = model.value(given, caller) if given is not None else NOTHING
        if value is None and given is not None and given.kind == "const" and given.value is None:
            continue
        if value != NOTHING:
            found.add(value)
    only = found.pop() if len(found) == 1 else None
    return only if only is not None and only.kind == "instance" else None
