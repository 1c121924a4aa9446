"""Which widget a query finds: by the class that it is given, or by what `compose` yields under that id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bridgefix import textual_api
from bridgefix.facts import Call, Expr, Function
from bridgefix.symbols import Value

if TYPE_CHECKING:
    from bridgefix.inference import Inference

_SELECTOR = re.compile(r"([#.]?)([A-Za-z_][\w-]*)")
FIRSTS = frozenset({"first", "last", "only_one"})
"""Methods of a query that find one of its widgets."""


def looked_up(model: Inference, call: Call, function: Function) -> Value | None:
    """`query_one` and its kin: the class given, or what `compose` yields under that id."""
    func = call.func
    receiver = model.value(func.parts[0], function)
    if func.name in FIRSTS:
        if receiver is None or receiver.name != textual_api.QUERY:
            return None
        given = _class_argument(model, call, function)
        element = given or receiver.element
        return Value("instance", element) if element else None
    if receiver is not None and receiver.kind == "instance" and not model.ui_names(receiver.name):
        return None  # somebody else's query_one
    if receiver is not None and receiver.kind not in ("instance", "super"):
        return None
    element = _class_argument(model, call, function)
    if not element and call.args and call.args[0].kind == "const" and isinstance(call.args[0].value, str):
        text = call.args[0].value
        if func.name in ("get_widget_by_id", "get_child_by_id"):
            text = f"#{text}"
        found = selected(model, text, function)
        element = found.name if found is not None else ""
    if func.name in ("query", "query_children"):
        return Value("instance", textual_api.QUERY, element)
    return Value("instance", element) if element else None


def _class_argument(model: Inference, call: Call, function: Function) -> str:
    for arg in (*call.args, *(value for _, value in call.keywords)):
        if arg.kind in ("name", "attr", "item"):
            value = model.value(arg, function)
            if value is not None and (value.kind == "class" or (value.kind == "external" and _classy(value.name))):
                return value.name
    return ""


def selected(model: Inference, selector: str, function: Function) -> Value | None:
    """The widget class that a CSS selector finds: by its type name, or by the id in somebody's `compose`."""
    simple = selector.replace(">", " ").split()
    match = _SELECTOR.match(simple[-1]) if simple and "," not in selector else None
    if match is None:
        return None
    mark, name = match.groups()
    if mark == ".":
        return None
    if mark == "":
        hash_name = re.search(r"#([\w-]+)", simple[-1])
        known = _widget_class(model, name, function)
        return known if known is not None or hash_name is None else _composed(model, hash_name[1], function)
    return _composed(model, name, function)


def _widget_class(model: Inference, name: str, function: Function) -> Value | None:
    own = model.top(function.path, name)
    if own is not None and own.kind == "class":
        return Value("instance", own.name)
    dotted = textual_api.widget_named(name)
    if dotted is not None:
        return Value("instance", dotted)
    found = [cls.id for cls in model.classes.values() if cls.name == name and model.textual_names(cls.id)]
    return Value("instance", found[0]) if len(found) == 1 else None


def _composed(model: Inference, name: str, function: Function) -> Value | None:
    """The class of the widget made with `id="name"`: in this class, else in the only place of the package."""
    cls = model.owner(function.id)
    key = (cls.id if cls is not None else function.path, name)
    if key in model.selectors:
        return model.selectors[key]
    model.selectors[key] = None
    if model.ids is None:
        model.ids = _id_index(model)
    made = model.ids.get(name, {})
    own = {item.id for item in model.mro(cls.id)} if cls is not None else set()
    candidates = [item for owner, items in made.items() if owner in own for item in items]
    if not candidates:
        root = model.module_name(function.path).partition(".")[0]
        candidates = [
            (expr, where)
            for items in made.values()
            for expr, where in items
            if model.module_name(where.path).partition(".")[0] == root or where.path == function.path
        ]
    found = {model.value(expr, where) for expr, where in candidates}
    only = found.pop() if len(found) == 1 else None
    if only is not None and not (only.kind == "instance" and model.textual_names(only.name)):
        only = None
    model.selectors[key] = only
    return only


def _id_index(model: Inference) -> dict[str, dict[str, list[tuple[Expr, Function]]]]:
    """Widget id, then class (or function) id: the calls there that give a new widget that id."""
    found: dict[str, dict[str, list[tuple[Expr, Function]]]] = {}
    for function in model.functions.values():
        for call in function.calls:
            given = call.keyword("id") if call.keywords else None
            if given is None or given.kind != "const" or not isinstance(given.value, str):
                continue
            cls = model.owner(function.id)
            owner = cls.id if cls is not None else function.id
            made = Expr("call", call.span, "", (), call)
            found.setdefault(given.value, {}).setdefault(owner, []).append((made, function))
    return found


def _classy(dotted: str) -> bool:
    return dotted.rpartition(".")[2][:1].isupper()
