"""What functions keep of what they are given: in attributes of their object, and in variables of modules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

from bridgefix.changing import Changing
from bridgefix.effects import Model
from bridgefix.elsewhere import OUTER, is_local
from bridgefix.facts import Call, Class, Expr, Function
from bridgefix.purity import GIVING
from bridgefix.summaries import COPYING, PASSING, PICKING, SCALARS
from bridgefix.symbols import has_receiver
from bridgefix.syntax import is_own

V = TypeVar("V")
_DEEP = 4
"""Over how many bindings and calls a value is followed."""
MERGING = frozenset({"extend", "extendleft", "update"})
"""Methods that keep what is inside of what they are given."""
_PLAIN = frozenset({"const", "fstring", "compare", "not", "lambda"})
"""Kinds of expressions that are no object of anybody's."""


class Kept(NamedTuple):
    """That a parameter is kept."""

    place: str
    """The attribute, or the variable after `OUTER`."""
    depth: int
    """How deep in what that holds."""
    param: str
    inside: bool
    """Whether it is something that the parameter holds, and not the object itself."""


@lru_cache(maxsize=2)
def keeping(model: Model) -> Keeping:
    """The answers for a project's functions, shared by all that ask of it."""
    return Keeping(model)


class Keeping:
    """Answers for the functions of a project; those that are asked for, and what these call, are looked at once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._found: dict[str, tuple[Kept, ...]] = {}

    def of(self, function: Function) -> tuple[Kept, ...]:
        """What a function keeps of its parameters, with all that it calls."""
        if function.id not in self._found:
            self._look(function)
        return self._found[function.id]

    def _look(self, function: Function) -> None:
        """Answer for a function and all that it calls, again for those whose answer came before that of what they call."""
        callers: dict[str, list[Function]] = {function.id: []}
        order, todo = [function], [function]
        while todo:
            caller = todo.pop()
            for target in dict.fromkeys(one for call in caller.calls for one in self._model.project.targets(call)):
                if target.id not in callers and target.id not in self._found:
                    callers[target.id] = []
                    order.append(target)
                    todo.append(target)
                if target.id in callers:
                    callers[target.id].append(caller)
        self._found.update(dict.fromkeys(callers, ()))
        # What is called comes first as a rule, and a dict is a queue that holds nothing twice.
        waiting = dict.fromkeys(reversed(order))
        while waiting:
            one = next(iter(waiting))
            del waiting[one]
            # Without a bound, functions that call each other with `[rows]` would keep it ever deeper.
            kept = tuple({item._replace(depth=min(item.depth, _DEEP)): None for item in self._kept(one)})
            if kept != self._found[one.id]:
                self._found[one.id] = kept
                waiting.update(dict.fromkeys(callers[one.id]))

    def grows(self, function: Function) -> bool:
        """Whether a method changes what its object was given by another one, or from outside, and not only the object itself."""
        project = self._model.project
        owner = project.owner(function.id)
        grown = self._model.effects.of(function.id).grows if owner is not None else {}
        if owner is None or not grown:
            return False
        methods = [
            project.functions[f"{cls.path}::{name}"]
            for cls in project.mro(owner.id)
            for name in (*cls.methods.values(), *cls.setters.values())
        ]
        return any(kept.depth <= grown.get(kept.place, -1) for method in methods for kept in self.of(method)) or any(
            place in self._set_from_outside or self._is_field(owner, place) for place in grown
        )

    @cached_property
    def _set_from_outside(self) -> frozenset[str]:
        """The names of attributes that are set on another object than that of the method: `box.rows = rows`."""
        project = self._model.project
        return frozenset(
            store.target.name
            for function in project.functions.values()
            for store in function.stores
            if store.target.kind == "attr"
            and not (store.augmented or store.deleted)
            and not is_own(store.target.parts[0], project.self_name(function))
        )

    def _is_field(self, owner: Class, name: str) -> bool:
        """Whether an attribute is one that a class without an `__init__` takes when an object is made, and no plain value."""
        project = self._model.project
        if project.lookup(owner.id, "__init__") is not None:
            return False
        for cls in project.mro(owner.id):
            held = cls.attributes.get(name)
            if held is not None and held.annotation is not None:
                kind = project.annotation(held.annotation, project.files[cls.path].module)
                return kind is None or kind.name not in SCALARS
        return False

    def moved_between(self, function: Function) -> Iterator[tuple[str, int, str, int]]:
        """What a function puts from one place into another: both, each with how deep."""
        for store in function.stores:
            place, depth = place_of(self._model.effects, store.target, function)
            for value in _ways(store.value) if place and store.value is not None else ():
                source, deeper = place_of(self._model.effects, _as_items(value), function)
                if source and source != place:
                    yield place, depth, source, deeper

    def _kept(self, function: Function) -> Iterator[Kept]:
        """What a function keeps, by what is known so far of those that it calls."""
        project = self._model.project
        found = [(store.target, 0, store.value) for store in function.stores if store.value is not None]
        for call in function.calls:
            if call.func.kind == "attr":
                for key, value, _ in arguments(call):
                    merged = (
                        call.func.name in MERGING
                        and key is None
                        and value.kind in ("list", "tuple", "set", "dict", "comp")
                    )
                    found.append((call.func.parts[0], 0 if merged else 1, value))
            for target in project.targets(call):
                for name, depth, place, inside in self._put_into_arguments(call, target, function):
                    yield Kept(place, depth, name, inside)
                for kept in self._found[target.id]:
                    if kept.place.startswith(OUTER) or _on_itself(call, project.self_name(function)):
                        for value, inside in given_for(arguments(call), target, kept.param):
                            for name, deeper, within in self._behind(value, function):
                                yield Kept(kept.place, kept.depth + deeper, name, kept.inside or inside or within)
        for target_, depth, value in found:
            place, deeper = place_of(self._model.effects, target_, function)
            if place:
                for name, more, inside in self._behind(value, function):
                    yield Kept(place, depth + deeper + more, name, inside)

    def _put_into_arguments(
        self, call: Call, target: Function, function: Function
    ) -> Iterator[tuple[str, int, str, bool]]:
        """What a call may put into another one of its arguments, `put(self._box, rows)`: the parameter, how deep, and where."""
        for changed in self._model.effects.summaries[target.id].params:
            for holder, _ in given_for(arguments(call), target, changed):
                place, depth = place_of(self._model.effects, holder, function)
                for _, value, _ in arguments(call) if place else ():
                    if value is not holder:
                        for name, deeper, inside in self._behind(value, function):
                            yield name, depth + deeper + 1, place, inside

    def _behind(self, value: Expr, function: Function, steps: int = 0) -> Iterator[tuple[str, int, bool]]:
        """The parameters whose objects a value is or holds, how deep, and whether it is only something that they hold."""
        if value.kind in _PLAIN or steps > _DEEP:
            return
        if value.kind == "name":
            if any(param.name == value.name for param in function.params[has_receiver(function) :]):
                yield value.name, 0, False
            for binding in function.bindings.get(value.name, ()):
                if binding.value is not None and binding.how != "augment":
                    for name, depth, inside in self._behind(binding.value, function, steps + 1):
                        yield name, depth, inside or binding.how not in ("assign", "with")
        elif value.kind == "call":
            yield from self._given_back(value.value, function, steps + 1)
        elif value.kind in ("attr", "item"):
            # `rows[:2]` is a new list.
            copied = value.kind == "item" and value.parts[1].kind not in ("const", "name")
            for name, depth, inside in self._behind(value.parts[0], function, steps):
                yield name, depth + copied, inside or not copied
        else:
            deeper = value.kind in ("list", "tuple", "set", "dict", "comp")
            for part in value.parts:
                for name, depth, inside in self._behind(part, function, steps):
                    yield name, depth + deeper, inside

    def _given_back(self, call: Call, function: Function, steps: int) -> Iterator[tuple[str, int, bool]]:
        if call.func.name in PICKING:
            for arg in call.args:
                yield from ((name, max(depth - 1, 0), True) for name, depth, _ in self._behind(arg, function, steps))
        elif call.func.name in PASSING | COPYING:
            for arg in call.args:
                # A copy of what was made here holds what that holds.
                yield from ((name, depth or 1, inside) for name, depth, inside in self._behind(arg, function, steps))
        elif any(
            value is not None and value.kind == "class" for value in self._model.project.values(call.func, function)
        ):
            # `Page(rows)`
            for _, arg, _ in arguments(call):
                yield from ((name, depth + 1, inside) for name, depth, inside in self._behind(arg, function, steps))
        elif call.func.kind == "attr" and call.func.name in GIVING:
            yield from ((name, depth, True) for name, depth, _ in self._behind(call.func.parts[0], function, steps))
        for target in self._model.project.targets(call):
            for value, _ in target.returns:
                for param, depth, inside in self._behind(value, target, steps):
                    for arg, unpacked in given_for(arguments(call), target, param):
                        for name, deeper, within in self._behind(arg, function, steps):
                            yield name, depth + deeper, inside or unpacked or within


def _ways(value: Expr) -> Iterator[Expr]:
    """What a value may be, by its branches."""
    if value.kind == "choice":
        for part in value.parts:
            yield from _ways(part)
    else:
        yield value


def _as_items(value: Expr) -> Expr:
    """As `names.as_items`, of a value as the model knows it."""
    if value.kind == "call" and value.value.func.kind == "attr" and value.value.func.name in GIVING:
        return Expr("item", value.span, parts=(_as_items(value.value.func.parts[0]), value))
    if value.kind in ("attr", "item"):
        return value._replace(parts=(_as_items(value.parts[0]), *value.parts[1:]))
    return value


def place_of(effects: Changing, target: Expr, function: Function) -> tuple[str, int]:
    """The attribute of the object or of a class, or the variable, that a target is or is a part of, and how deep; or ""."""
    own = effects.project.self_name(function)
    steps: list[Expr] = []
    while target.kind in ("attr", "item") and not is_own(target, own):
        steps.append(target)
        target = target.parts[0]
    if not is_own(target, own) and (target.kind != "name" or is_local(effects, target.name, function)):
        return "", 0
    if steps and steps[-1].kind == "attr":
        return steps[-1].name, len(steps) - 1
    return ("", 0) if is_own(target, own) else (OUTER + target.name, len(steps))


class Argument(NamedTuple, Generic[V]):
    """One argument of a call."""

    key: str | None
    """The keyword; None where it goes by its place, "" where that can't be told."""
    value: V
    unpacked: bool = False
    """Whether it is what it holds that is given."""


def arguments(call: Call) -> Iterator[Argument[Expr]]:
    """The arguments of a call as the model knows it."""
    for arg in call.args:
        yield Argument(None, arg.parts[0], True) if arg.kind == "star" else Argument(None, arg)
    for key, value in call.keywords:
        if key is not None or value.kind != "dict":
            yield Argument(key or "", value, key is None)
        else:
            for name, entry in zip(value.parts[::2], value.parts[1::2], strict=True):
                yield Argument(str(name.value) if name.kind == "const" else "", entry, name.name == "**")


def arguments_in(call: ast.Call, start: int = 0) -> Iterator[Argument[ast.expr]]:
    """The same of a call in the text, from the argument at `start` on."""
    for arg in call.args[start:]:
        yield Argument(None, arg.value, True) if isinstance(arg, ast.Starred) else Argument(None, arg)
    for keyword in call.keywords:
        if keyword.arg is not None or not isinstance(keyword.value, ast.Dict):
            yield Argument(keyword.arg or "", keyword.value, keyword.arg is None)
        else:
            for name, entry in zip(keyword.value.keys, keyword.value.values, strict=True):
                yield Argument(str(name.value) if isinstance(name, ast.Constant) else "", entry, name is None)


def given_for(given: Iterable[Argument[V]], target: Function, param: str) -> Iterator[tuple[V, bool]]:
    """The arguments of a call that a parameter may be, or hold, and whether it is only what is inside of them."""
    kinds = {item.name: item.kind for item in target.params}
    names = [item.name for item in target.params[has_receiver(target) :] if item.kind not in ("keyword", "kwargs")]
    open_ended = False
    for place, (key, value, unpacked) in enumerate(given):
        by_name = key in (param, "") or (kinds[param] == "kwargs" and key not in kinds)
        by_place = open_ended or unpacked or kinds[param] == "args" or names[place : place + 1] == [param]
        open_ended |= unpacked
        if by_place if key is None else by_name:
            yield value, unpacked


def _on_itself(call: Call, own: str | None) -> bool:
    """Whether a call is one of a method of the object itself."""
    base = call.func.parts[0] if call.func.kind == "attr" else None
    return base is not None and (is_own(base, own) or (base.kind == "call" and base.value.func.name == "super"))
