"""Which local names may hold what an attribute of the object, or a variable of a module, holds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import permutations

from bridgefix.effects import Model
from bridgefix.elsewhere import OUTER, is_variable
from bridgefix.facts import Expr, Function
from bridgefix.rewrite.names import NONE, FunctionNode, Names, bound_names, parts, root, self_attribute, walk
from bridgefix.symbols import is_property

_GETS = frozenset({"get", "setdefault", "pop", "values", "items"})
"""Methods that hand out what their object holds."""
_COPYING = frozenset({"list", "tuple", "dict", "set", "sorted", "reversed"})


class Holders:
    """The names of one function, with the attributes and variables (after `OUTER`) whose objects they may be.

    `node` is its `def`, `receiver` the name of its `self`; `targets` are the project's functions that a call runs, `fresh`
    tells whether its result is a new object, `is_widget` whether an expression is a part of Textual's tree.
    """

    def __init__(
        self,
        model: Model,
        function: Function,
        node: FunctionNode,
        receiver: str,
        targets: Callable[[ast.Call], tuple[Function, ...]],
        fresh: Callable[[ast.Call], bool],
        is_widget: Callable[[ast.expr], bool],
    ) -> None:
        self._model, self._function, self._receiver = model, function, receiver
        self._targets, self._fresh, self._is_widget = targets, fresh, is_widget
        self.names: dict[str, Names] = {}
        """What may be the very object."""
        self.copies: dict[str, Names] = {}
        """What is another object that holds the same."""
        self.by_call: dict[str, Names] = {}
        """Those of `names` that are held because a method or property gave it."""
        for target, value in _bound(node):
            names = bound_names([target])
            if not names:
                continue
            for part in parts(value):
                self._look(names, part)

    def kept_by(self, node: FunctionNode) -> Iterator[tuple[str, int, ast.expr]]:
        """What methods of the object keep of what they are given: the attribute, how deep in what it holds, the value."""
        owner = self._model.project.owner(self._function.id)
        for call in walk(node):
            match call:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                    name == self._receiver and owner
                ):
                    found = self._model.project.lookup(owner.id, method)
                    if found is not None:
                        for attribute, depth, param in _keeps(self._model, found):
                            yield from ((attribute, depth, value) for value in _given_for(call, found, param))

    def given_by(self, call: ast.Call) -> Names:
        """The attributes of the object that a method hands out of it."""
        return frozenset(name for target in self._targets(call) for name in _returned(self._model, target))

    def _look(self, names: Names, part: ast.expr) -> None:
        if isinstance(part, ast.Call) and self._fresh(part):
            for arg in part.args:
                for inner in parts(arg):
                    _add(self.copies, names, self._places(inner))
            return
        _add(self.names, names, self._places(part))
        given = frozenset(self._handed_out(part))
        _add(self.names, names, given)
        _add(self.by_call, names, given)

    def _places(self, part: ast.expr) -> Names:
        """The attribute or variable that an expression is, or is a part of."""
        if isinstance(part, ast.Call):
            if isinstance(part.func, ast.Attribute) and part.func.attr in _GETS and not self._targets(part):
                return self._places(part.func.value)
            return NONE
        attribute = self_attribute(part, self._receiver)
        if attribute is not None:
            return NONE if self._is_widget(part) else frozenset({attribute})
        name = root(part)
        if name is not None and is_variable(self._model.effects, name, self._function):
            return frozenset({OUTER + name})
        return NONE

    def _handed_out(self, part: ast.expr) -> Iterator[str]:
        """What a method gives of its object's or its arguments', or a property of its object's."""
        if isinstance(part, ast.Call):
            yield from self.given_by(part)
            if self._targets(part):
                for arg in (*part.args, *(keyword.value for keyword in part.keywords)):
                    for inner in parts(arg):
                        yield from self._places(inner)
            return
        attribute = self_attribute(part, self._receiver)
        owner = self._model.project.owner(self._function.id)
        found = self._model.project.lookup(owner.id, attribute) if owner is not None and attribute is not None else None
        if found is not None and is_property(found):
            yield from _returned(self._model, found)


def _bound(node: FunctionNode) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The targets that something is bound to, each with that; of what is gone through, the targets of a turn."""
    for inner in walk(node):
        match inner:
            case ast.Assign() | ast.AnnAssign():
                yield from targets_of(inner)
            case ast.NamedExpr(target=target, value=value):
                yield target, value
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                yield target, value
            case ast.For(target=target, iter=iterable) | ast.AsyncFor(target=target, iter=iterable):
                for part in walk(iterable):
                    if isinstance(part, ast.Attribute | ast.Call | ast.Name):
                        yield target, part


def targets_of(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The targets of an assignment, each with what it gets; of `a = self.b = …`, with the other names for that, too."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _paired(target, value)
            yield from permutations(targets, 2)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The targets inside of a target, each with the part of the value that it gets, where that can be told."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for inner, part in zip(target.elts, value.elts, strict=True):
            yield from _paired(inner, part)
    elif isinstance(target, ast.Tuple | ast.List):
        for inner in target.elts:
            yield (inner.value if isinstance(inner, ast.Starred) else inner), value
    else:
        yield target, value


def _add(found: dict[str, Names], names: Names, places: Names) -> None:
    for name in names if places else ():
        found[name] = found.get(name, NONE) | places


def _returned(model: Model, function: Function) -> Iterator[str]:
    """The attributes of its object whose objects a method may return."""
    own = model.project.self_name(function)
    for value, _ in function.returns:
        yield from _attributes(value, function, own, 0)


def _attributes(expr: Expr, function: Function, own: str | None, depth: int) -> Iterator[str]:
    if expr.kind in ("choice", "tuple", "list", "item", "await"):
        for part in expr.parts:
            yield from _attributes(part, function, own, depth)
    elif expr.kind == "attr":
        base = expr.parts[0]
        if base.kind == "name" and base.name == own:
            yield expr.name
        else:
            yield from _attributes(base, function, own, depth)
    elif expr.kind == "name" and depth < 4:
        for binding in function.bindings.get(expr.name, ()):
            if binding.value is not None and binding.how != "augment":
                yield from _attributes(binding.value, function, own, depth + 1)


def _keeps(model: Model, method: Function) -> Iterator[tuple[str, int, str]]:
    """The attributes that a method puts its parameters into, how deep, and the parameters."""
    own = model.project.self_name(method)
    params = {param.name for param in method.params}
    found = [(store.target, 0, store.value) for store in method.stores if store.value is not None]
    for call in method.calls:
        if call.func.kind == "attr":
            given = (*call.args, *(value for _, value in call.keywords))
            found += [(call.func.parts[0], 1, value) for value in given]
    for place, depth, value in found:
        while place.kind == "item":
            place, depth = place.parts[0], depth + 1
        if place.kind == "attr" and place.parts[0].kind == "name" and place.parts[0].name == own:
            for name, deeper in _inside(value):
                if name in params and name != own:
                    yield place.name, depth + deeper, name


def _inside(value: Expr, depth: int = 0) -> Iterator[tuple[str, int]]:
    """The names whose objects a value is or holds, and how deep."""
    if value.kind == "name":
        yield value.name, depth
    elif value.kind == "call":
        if value.value.func.name in _COPYING:
            for arg in value.value.args:
                yield from _inside(arg, depth + 1)
    else:
        deeper = depth + 1 if value.kind in ("list", "tuple", "set", "dict") else depth
        for part in value.parts:
            yield from _inside(part, deeper)


def _given_for(call: ast.Call, target: Function, param: str) -> Iterator[ast.expr]:
    """The arguments of a call that a parameter of a method may be, or hold."""
    names = [item.name for item in target.params[1:]]
    starred = any(isinstance(arg, ast.Starred) for arg in call.args) or any(k.arg is None for k in call.keywords)
    for place, arg in enumerate(call.args):
        if starred or place >= len(names) or names[place] == param:
            yield arg
    for keyword in call.keywords:
        if starred or keyword.arg in (None, param):
            yield keyword.value
