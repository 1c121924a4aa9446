"""What a function shows, and where: on which widget, and whether that is another one each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bridgefix import textual_api
from bridgefix.calls import CROSSING, PLAIN
from bridgefix.effects import Model
from bridgefix.facts import Call, Context, Expr, Function, Span
from bridgefix.syntax import bound_once, parts_of

EMPTIES = frozenset("clear clear_options remove_children remove_items clear_panes reset remove_rows".split())
FILLS = frozenset(
    "add_row add_rows add_column add_columns mount mount_all append extend add_option add_options add add_leaf add_pane".split()
)
_REPLACES = frozenset(
    "update set_options load load_text update_cell update_cell_at set_label replace_option_prompt".split()
)
_BY_KEY = {"update_cell": 2, "update_cell_at": 1, "replace_option_prompt": 1, "remove_row": 1, "remove_option": 1}
"""How many first arguments say where."""
_STATES = frozenset("loading disabled display visible styles classes tooltip active highlighted show_cursor".split())
"""Attributes that say how something is shown, not what."""
EMPTIED, FILLED, REPLACED = "emptied", "filled", "replaced"
DEEP = 6
"""How many functions deep a worker is followed."""


class Shown(NamedTuple):
    """Something on the screen that a worker changes."""

    deed: str
    what: str
    """For people: `DataTable.clear`, `title`."""
    place: str
    """The widget or attribute: its selector, its name, or "" where that can't be told."""
    keyed: bool
    """Whether an argument of the worker says which one: each run has its own."""
    guarded: bool
    """Whether a test before it compares something of the object with something of this run."""


def places(model: Model, worker: Function) -> frozenset[str]:
    """The widgets and attributes that a worker shows something in, or sets; empty where one of them can't be told."""
    found = list(_shown(model, worker, frozenset(), frozenset()))
    if any(not item.place for item in found):
        return frozenset()
    return frozenset(item.place for item in found)


def pieces(
    model: Model, function: Function, names: frozenset[str], seen: frozenset[str]
) -> Iterator[tuple[Span, Context, list[Shown]]]:
    """Where a function shows, itself or by what it calls or crosses to."""
    for call in sorted(function.calls, key=lambda item: item.span):
        below = [
            item
            for target, handed in _followed(model, call, names)
            if target.id not in seen
            for item in _shown(model, target, handed, seen)
        ]
        if below:
            guarded = _is_compared(model, call.context, function)
            seen_from_here = [
                item._replace(guarded=item.guarded or guarded, place=_moved(item.place, call, function))
                for item in below
            ]
            yield call.span, call.context, seen_from_here
            continue
        method = _mutator(model, call)
        if method is None:
            continue
        name, base, args = method
        deed = EMPTIED if name in EMPTIES else FILLED if name in FILLS else REPLACED if name in _REPLACES else ""
        if deed == EMPTIED or (deed and not all(_is_constant(arg) for arg in args[_BY_KEY.get(name, 0) :])):
            yield call.span, call.context, [_item(model, function, deed, name, base, args, call, names)]
    for store in function.stores:
        if not model.effects.of_store(store, function).shows or store.target.name in _STATES or store.value is None:
            continue
        if store.target.kind == "attr" and not _is_constant(store.value):
            base = store.target.parts[0]
            place = f"{_place(base, function)}.{store.target.name}" if _place(base, function) else ""
            guarded = _is_compared(model, store.context, function)
            keyed = follows_from(base, function, names) or _depends(base, function)
            keyed = keyed or _is_made_here(model, base, function)
            yield store.span, store.context, [Shown(REPLACED, f"{store.target.name} =", place, keyed, guarded)]


def _shown(model: Model, function: Function, names: frozenset[str], seen: frozenset[str]) -> Iterator[Shown]:
    if function.id not in seen and len(seen) <= DEEP and model.effects.of(function.id).shows:
        for _, _, items in pieces(model, function, names, seen | {function.id}):
            yield from items


def _mutator(model: Model, call: Call) -> tuple[str, Expr, tuple[Expr, ...]] | None:
    """Method, receiver and arguments of a call that changes a widget of Textual, or crosses to do so."""
    form = model.project.shape(call)
    func, args = call.func, (*call.args, *(value for _, value in call.keywords))
    if form.kind == CROSSING and form.callbacks:
        func, args = form.callbacks[0], args[1:]
        if func.kind == "call" and func.value.func.name == "partial" and func.value.args:
            func, args = func.value.args[0], (*func.value.args[1:], *args)
    elif form.kind != PLAIN:
        return None
    if func.kind != "attr" or not model.effects.call_shows(call):
        return None
    return func.name, func.parts[0], args


def _item(
    model: Model,
    function: Function,
    deed: str,
    name: str,
    base: Expr,
    args: tuple[Expr, ...],
    call: Call,
    names: frozenset[str],
) -> Shown:
    keys = args[: _BY_KEY.get(name, 0)]
    keyed = any(follows_from(part, function, names) for part in (base, *keys)) or _depends(base, function)
    keyed = keyed or _is_made_here(model, base, function)
    # A cell of its own, unless all of them are gone through.
    keyed = keyed or (bool(keys) and not call.context.loop)
    value = model.project.value(base, function)
    owner = value.name.rpartition("::")[2].rpartition(".")[2] if value is not None else ""
    what = f"{owner}.{name}" if owner else name
    return Shown(deed, what, _place(base, function), keyed, _is_compared(model, call.context, function))


def _followed(model: Model, call: Call, names: frozenset[str]) -> Iterator[tuple[Function, frozenset[str]]]:
    """The functions of the project that a call runs now, or crosses to, with those of their parameters that come from
    what the worker was given.
    """
    kind = model.project.shape(call).kind
    targets = model.project.runs(call) if kind == CROSSING else model.project.targets(call) if kind == PLAIN else ()
    for target in targets:
        if kind == CROSSING or not target.is_async or call.awaited:
            yield target, handed(model, call, target, names)


def handed(model: Model, call: Call, target: Function, names: frozenset[str]) -> frozenset[str]:
    own = model.project.self_name(target) if target.cls is not None else None
    params = [param.name for param in target.params if param.name != own]
    args = list(call.args)
    if model.project.shape(call).kind == CROSSING and args:
        callback = args.pop(0)
        if callback.kind == "call" and callback.value.func.name == "partial":
            args = [*callback.value.args[1:], *args]
    function = model.project.functions[call.function]
    found = {param for param, arg in zip(params, args, strict=False) if follows_from(arg, function, names)}
    found |= {key for key, arg in call.keywords if key is not None and follows_from(arg, function, names)}
    # A nested function or a lambda sees the names of the one round it.
    return frozenset(found | (names if target.parent is not None else frozenset()))


# Which one


def follows_from(expr: Expr, function: Function, names: frozenset[str], depth: int = 0) -> bool:
    """Whether an expression follows from one of these names, by way of locals too."""
    for part in parts_of(expr):
        if part.kind != "name":
            continue
        if part.name in names:
            return True
        if depth < 4:
            for item in function.bindings.get(part.name, ()):
                if item.value is not None and follows_from(item.value, function, names, depth + 1):
                    return True
    return False


def _is_made_here(model: Model, base: Expr, function: Function) -> bool:
    """Whether a widget is one that the worker has made, or mounted, itself."""
    while base.kind == "attr":
        base = base.parts[0]
    if base.kind != "name":
        return False
    bound = function.bindings.get(base.name, ())
    mounts = any(
        part.kind == "call" and part.value.func.name in ("mount", "add", "add_leaf", "append")
        for item in bound
        if item.value is not None
        for part in parts_of(item.value)
    )
    if not bound and function.parent is not None:
        return _is_made_here(model, base, model.project.parent(function))
    return mounts or model.effects.is_fresh(base.name, function)


_CHANGING = re.compile(r"current|active|focus|selected|highlighted", re.IGNORECASE)


def _depends(expr: Expr, function: Function, depth: int = 0) -> bool:
    """Whether it depends on the state of the app which widget an expression means."""
    for part in parts_of(expr):
        if part.kind == "attr" and _CHANGING.search(part.name):
            return True
        if part.kind == "call" and part.value.func.name in textual_api.LOOKUPS:
            if any(arg.kind in ("fstring", "op", "call", "item") for arg in part.value.args[:1]):
                return True
        if part.kind == "name" and depth < 4:
            bound = function.bindings.get(part.name, ())
            if any(item.value is not None and _depends(item.value, function, depth + 1) for item in bound):
                return True
    return False


def _moved(place: str, call: Call, function: Function) -> str:
    """A place as the called method names it, named from where the call is made."""
    first, dot, rest = place.partition(".")
    if first != "self" or call.func.kind != "attr":
        return place
    holder = _place(call.func.parts[0], function)
    return f"{holder}{dot}{rest}" if holder else ""


def _place(expr: Expr, function: Function, depth: int = 0) -> str:
    """A widget by the selector that finds it, or an attribute by its name; "" where that can't be told."""
    if expr.kind == "name":
        value = bound_once(expr.name, function)
        if value is not None and depth < 4:
            return _place(value, function, depth + 1)
        return "self" if function.params and expr.name == function.params[0].name else ""
    if expr.kind == "attr":
        return expr.name
    if expr.kind == "call" and expr.value.func.name == "super":
        return "self"
    if expr.kind == "call" and expr.value.func.name in textual_api.LOOKUPS and expr.value.args:
        first = expr.value.args[0]
        if first.kind == "const" and isinstance(first.value, str):
            return str(first.value)
        return first.name if first.kind == "name" else ""
    return ""


def _is_constant(expr: Expr) -> bool:
    return all(part.kind in ("const", "fstring", "tuple", "list", "dict") for part in parts_of(expr))


def _is_compared(model: Model, context: Context, function: Function) -> bool:
    """Whether a test round a statement, or before it, asks whether this run is still the one that counts."""
    own = model.project.self_name(function)
    for test, _ in context.guards:
        for part in parts_of(test):
            if part.kind != "compare" or part.name not in ("==", "!=", "is", "is not", "<", ">", "in", "not in"):
                continue
            asked = [{inner.name for inner in parts_of(side) if inner.kind == "name"} for side in part.parts]
            if any(own in side for side in asked) and any(side and own not in side for side in asked):
                return True
    return False
