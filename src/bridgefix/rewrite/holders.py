"""Which local names may hold what an attribute of the object, or a variable of a module, holds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import permutations

from bridgefix.effects import Model
from bridgefix.elsewhere import OUTER, is_variable
from bridgefix.facts import Class, Expr, Function
from bridgefix.purity import GIVING
from bridgefix.rewrite.keeping import Kept, arguments_in, given_for, keeping
from bridgefix.rewrite.names import (
    NONE,
    FunctionNode,
    Names,
    bound_by,
    bound_names,
    layers,
    own_parameters,
    parts,
    self_attribute,
    sharing_elements,
    walk,
)
from bridgefix.symbols import is_property


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
        self._keeping = keeping(model)
        self._named = frozenset(name for inner in walk(node) for name in (*bound_by(inner), *own_parameters(inner)))
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

    def kept_by(self, node: FunctionNode) -> Iterator[tuple[str, int, ast.expr, bool]]:
        """What functions keep of what they are given.

        The attribute or variable, how deep in what it holds, the value, and whether it is only what is inside of that.
        """
        for call in walk(node):
            if isinstance(call, ast.Call):
                for target, start in self._run(call):
                    for place, depth, param, inside in self._keeping.of(target):
                        for value, unpacked in given_for(arguments_in(call, start), target, param):
                            yield place, depth, value, inside or unpacked

    def moved_between(self, owner: Class | None) -> Iterator[tuple[str, int, str, int]]:
        """What the methods of a class put from one attribute into another: both places, each with how deep.

        What a property gives is put there, too.
        """
        project = self._model.project
        for cls in project.mro(owner.id) if owner is not None else ():
            for name in cls.methods.values():
                method = project.functions[f"{cls.path}::{name}"]
                yield from self._keeping.moved_between(method)
                if is_property(method):
                    yield from ((method.name, 0, attribute, 0) for attribute in _returned(self._model, method))

    def _run(self, call: ast.Call) -> Iterator[tuple[Function, int]]:
        """The functions that a call runs or is handed, and from which argument on it is theirs."""
        # By what is called, and not by what that does: no other fix changes who keeps something.
        with self._model.effects.asked.not_counted():
            targets = self._targets(call)
        yield from ((target, 0) for target in targets)
        owner = self._model.project.owner(self._function.id)
        for place, arg in enumerate(call.args):
            match arg:
                case ast.Attribute(value=ast.Name(id=name), attr=method) if name == self._receiver and owner:
                    found = self._model.project.lookup(owner.id, method)
                    if found is not None and not is_property(found):
                        yield found, place + 1

    def kept_of(self, function: Function) -> tuple[Kept, ...]:
        """What a function keeps of what it is given."""
        return self._keeping.of(function)

    def grows(self, method: Function) -> bool:
        """Whether a method of another object changes what that was given before."""
        return self._keeping.grows(method)

    def given_by(self, call: ast.Call) -> Names:
        """The attributes of the object that a method hands out of it."""
        return frozenset(name for target in self._targets(call) for name in _returned(self._model, target))

    def _look(self, names: Names, part: ast.expr) -> None:
        if isinstance(part, ast.Call) and self._fresh(part):
            for arg in part.args:
                for inner in parts(arg):
                    _add(self.copies, names, self._places(inner))
            return
        for inner in sharing_elements(part):
            _add(self.copies, names, self._places(inner))
        _add(self.names, names, self._places(part))
        given = frozenset(self._handed_out(part))
        _add(self.names, names, given)
        _add(self.by_call, names, given)

    def _places(self, part: ast.expr) -> Names:
        """The attribute or variable that an expression is, or is a part of."""
        if isinstance(part, ast.Call):
            if isinstance(part.func, ast.Attribute) and part.func.attr in GIVING and not self._targets(part):
                return self._places(part.func.value)
            return NONE
        place = self.place(part)
        if place is None or self._is_widget(part):
            return NONE
        name = place[0].removeprefix(OUTER)
        known = name == place[0] or is_variable(self._model.effects, name, self._function)
        return frozenset({place[0]}) if known else NONE

    def place(self, node: ast.expr) -> tuple[str, int] | None:
        """The attribute of the object or of a class, or the variable, that an expression is in, and how deep in what that holds.

        An attribute of a class goes by its bare name, as it does where it is read through an object. None for a local.
        """
        attribute = self_attribute(node, self._receiver)
        if attribute is not None:
            return attribute, layers(node) - 1
        inner, first = node, node
        while isinstance(inner, ast.Attribute | ast.Subscript | ast.Starred):
            first, inner = inner, inner.value
        if not isinstance(inner, ast.Name) or inner.id in self._named:
            return None
        return (first.attr, layers(node) - 1) if isinstance(first, ast.Attribute) else (OUTER + inner.id, layers(node))

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
            case ast.Assign():
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
