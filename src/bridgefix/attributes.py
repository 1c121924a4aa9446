"""What attributes of classes and of their instances are: by what is declared, assigned and looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bridgefix import textual_api
from bridgefix.symbols import NOTHING, Value, is_property, unique
from bridgefix.syntax import Attribute, Class, Expr, Function

if TYPE_CHECKING:
    from bridgefix.inference import Inference


def attribute_of_instance(model: Inference, owner: str, name: str, function: Function) -> tuple[Value | None, ...]:
    if owner not in model.classes:
        names = model.ui_names(owner)
        if names and (special := _special(model, names, name, function.path)) is not None:
            return (special,)
        typed = textual_api.typed(textual_api.ATTRIBUTE_TYPES, names, name) or textual_api.sender(owner, name)
        if typed is not None:
            return (Value("instance", typed),)
        return (Value("external", f"{owner}.{name}", receiver=owner),)
    method = model.lookup(owner, name)
    if method is not None:
        if is_property(method):
            return model.returned(method, owner)
        return (Value("function", method.id, receiver=owner),)
    found = attribute_of_class(model, owner, name)
    if found != (None,):
        return found
    names = model.ui_names(owner)
    special = _special(model, names, name, model.classes[owner].path) if names else None
    if special is not None:
        return (special,)
    typed = textual_api.typed(textual_api.ATTRIBUTE_TYPES, names, name)
    if typed is not None:
        return (Value("instance", typed),)
    # A mixin: what the classes that use it have under that name, where they agree.
    users = model.subclasses(owner)
    if users and not any(name in cls.methods for cls in model.mro(owner)):
        members = unique(item for cls in users for item in _member_of_user(model, cls, name))
        if members:
            return members
    if any(name in cls.attributes or name in model.assigned.get(cls.id, ()) for cls in model.mro(owner)):
        return (None,)
    if handed_on := delegate(model, owner):
        return model.attribute(handed_on, name, function)
    outside = model.outside(owner)
    if outside and "?" not in outside:
        first = next((item for item in outside if item.startswith("textual")), outside[0])
        return (Value("external", f"{first}.{name}", receiver=owner),)
    if not outside and names:
        return (Value("external", f"{names[0]}.{name}", receiver=owner),)
    return (None,)


_HANDING_ON = {"__getattr__": "getattr", "__getattribute__": "getattr", "__setattr__": "setattr"}


def delegates(model: Inference, class_id: str) -> Iterator[tuple[Expr, Function]]:
    """What a class hands its unknown attributes on to: `self.screen` of `getattr(self.screen, name)`, with where it stands."""
    for special, word in _HANDING_ON.items():
        method = model.lookup(class_id, special)
        for call in method.calls if method is not None else ():
            if call.func.kind == "name" and call.func.name == word and len(call.args) > 1:
                holder, name = call.args[:2]
                if name.kind != "const" and holder.kind == "attr":
                    yield holder, model.functions[call.function]


def delegate(model: Inference, class_id: str) -> Value | None:
    """The instance to which a class hands its unknown attributes on; None where that is nobody, or can't be told."""
    found = {model.value(holder, method) for holder, method in delegates(model, class_id)}
    only = found.pop() if len(found) == 1 else None
    return only if only is not None and only.kind == "instance" and only.name != class_id else None


def _member_of_user(model: Inference, cls: Class, name: str) -> tuple[Value, ...]:
    method = model.lookup(cls.id, name)
    if method is not None and not is_property(method):
        return (Value("function", method.id, receiver=cls.id),)
    found = attribute_of_class(model, cls.id, name)
    return tuple(item for item in found if item is not None and item != NOTHING)


def _special(model: Inference, names: tuple[str, ...], name: str, path: str) -> Value | None:
    """`app` of a node: the project's own App class, where the node's package has just one."""
    if name == "app" and (textual_api.NODE in names or textual_api.PROVIDER in names):
        own = model.own_app(path)
        return Value("instance", own or textual_api.APP)
    return None


def attribute_of_class(model: Inference, class_id: str, name: str) -> tuple[Value | None, ...]:
    """An attribute by what the class and its bases declare and assign. `(None,)` where nothing is known."""
    found: list[Value | None] = []
    seen = False
    for cls in model.mro(class_id):
        held = cls.attributes.get(name)
        assigned = model.assigned.get(cls.id, {}).get(name, ())
        for _, annotation, function in assigned:
            typed = model.annotation(annotation, function) if annotation is not None else None
            if typed is not None:
                return (typed,)
        if held is not None:
            seen = True
            declared = _declared(model, held, cls)
            if declared is not None and declared != NOTHING:
                return (declared,)
            if declared is None and not (held.value is None and assigned):
                found.append(None)
        for value, _, function in assigned:
            seen = True
            found += model.values(value, function) if value is not None else (None,)
        if seen:
            break
    result = unique(item for item in found if item != NOTHING)
    return result if seen and result else (None,)


def _declared(model: Inference, held: Attribute, cls: Class) -> Value | None:
    module = model.files[cls.path].module
    if held.annotation is not None:
        typed = model.annotation(held.annotation, module, cls)
        if typed is not None:
            return typed
    value = held.value
    if value is None:
        return None
    if value.kind == "call":
        called = model.simple(value.value.func, cls.path, cls)
        dotted = called.name if called is not None else ""
        if dotted in ("textual.reactive.reactive", "textual.reactive.var", "textual.reactive.Reactive"):
            default = value.value.argument(0, "default")
            inner = model.value(default, module) if default is not None else None
            return inner if inner is not None and inner.kind == "instance" else None
        if dotted.startswith("textual.getters."):
            for arg in value.value.args:
                given = model.value(arg, module)
                if given is not None and given.kind == "class":
                    return Value("instance", given.name)
                if given is not None and given.kind == "external":
                    return Value("instance", given.name)
            return None
    if value.kind == "name" and value.name in cls.methods:
        return Value("function", f"{cls.path}::{cls.methods[value.name]}")
    return model.value(value, module)
