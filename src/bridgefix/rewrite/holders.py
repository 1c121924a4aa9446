"""Which local names may hold what an attribute of the object, or a variable of a module, holds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import NamedTuple

from bridgefix.effects import Model
from bridgefix.elsewhere import OUTER, is_variable
from bridgefix.facts import Class, Expr, Function
from bridgefix.purity import GIVING
from bridgefix.rewrite.keeping import Kept, arguments_in, given_for, keeping
from bridgefix.rewrite.names import (
    COMPREHENSIONS,
    NONE,
    FunctionNode,
    Names,
    bound_by,
    bound_names,
    captured,
    is_scalar,
    layers,
    operands,
    own_parameters,
    parts,
    self_attribute,
    sharing_elements,
    walk,
)
from bridgefix.rewrite.unspoken import Unspoken
from bridgefix.rewrite.use import INSIDE
from bridgefix.summaries import COPYING, PASSING, PICKING
from bridgefix.symbols import is_property


class _Held(NamedTuple):
    """What a value has of an attribute or variable."""

    place: str
    depth: int
    """How deep in what that holds."""
    copied: bool
    """Whether the value can only be another object, in which there is the same."""

    def taken(self) -> _Held:
        """Of something that is taken out of the value."""
        return _Held(self.place, self.depth + (not self.copied), False)

    def copy(self) -> _Held:
        """Of another object that holds what the value holds."""
        return _Held(self.place, self.depth + (not self.copied), True)


ALL = frozenset({"items", "values"})
"""Those of `GIVING` that give all of it."""


class Holders:
    """The names of one function, with the attributes and variables (after `OUTER`) whose objects they may be.

    `node` is its `def`, `receiver` the name of its `self`; `targets` are the project's functions that a call runs, `fresh`
    tells whether its result is a new object, `brings` whether it comes from elsewhere, and `is_nobodys` whether an expression
    is a part of Textual's tree, or what can't be changed in place.
    """

    def __init__(
        self,
        model: Model,
        function: Function,
        node: FunctionNode,
        receiver: str,
        targets: Callable[[ast.Call], tuple[Function, ...]],
        fresh: Callable[[ast.Call], bool],
        brings: Callable[[ast.Call], bool],
        is_nobodys: Callable[[ast.expr], bool],
        unspoken: Unspoken,
    ) -> None:
        self._model, self._function, self._receiver = model, function, receiver
        self._targets, self._fresh, self._brings, self._is_nobodys = targets, fresh, brings, is_nobodys
        self._unspoken = unspoken
        self._keeping = keeping(model)
        self._named = frozenset(name for inner in walk(node) for name in (*bound_by(inner), *own_parameters(inner)))
        self.names: dict[str, Names] = {}
        """What may be the very object."""
        self.copies: dict[str, Names] = {}
        """What is another object that holds the same."""
        self.shared: list[tuple[str, int, str]] = []
        """The attribute or variable, how deep in what it holds, and the name, after `INSIDE` where only what it holds is the
        same: where a call, a property or an operator gave it."""
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
        for inner in walk(node):
            if isinstance(inner, ast.Call):
                for target, start in self._run(inner):
                    for place, depth, param, inside in self._keeping.of(target):
                        for value, unpacked in given_for(arguments_in(inner, start), target, param):
                            yield place, depth, value, inside or unpacked
            for _, kept, value in self._unspoken.kept_by(inner):
                yield kept.place, kept.depth, value, kept.inside

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
                    for attribute, copied in _returned(self._model, method):
                        yield method.name, int(copied), attribute, int(copied)

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
        return frozenset(name for target in self._targets(call) for name, _ in _returned(self._model, target))

    def _look(self, names: Names, part: ast.expr) -> None:
        for place, depth, copied in self._held(part):
            _add(self.copies if copied else self.names, names, frozenset({place}))
            if copied or isinstance(part, ast.Call):
                self.shared += [(place, depth, INSIDE + name if copied else name) for name in sorted(names)]
        for place, copied in self._handed_out(part):
            _add(self.copies if copied else self.names, names, frozenset({place}))
            self.shared += [(place, int(copied), INSIDE + name if copied else name) for name in sorted(names)]

    def _held(self, value: ast.expr) -> Iterator[_Held]:
        """The attributes and variables whose objects a value may be or hold."""
        place = self._place(value)
        if place is not None:
            yield place
            return
        if is_scalar(value):
            return
        match value:
            case ast.Lambda() | ast.UnaryOp(op=ast.Not()):
                return
            case ast.Call():
                yield from self._held_by_result(value)
            case ast.Subscript(value=below, slice=index):
                # `sorted(self._rows)[0]` is one of them, `sorted(self._rows)[:9]` is not.
                yield from (held if isinstance(index, ast.Slice) else held.taken() for held in self._held(below))
            case ast.Attribute(value=below):
                yield from (held.taken() for held in self._held(below))
            case _:
                handed_out = self._unspoken.hands_out(value)
                copied = isinstance(value, COMPREHENSIONS) or (isinstance(value, ast.BinOp) and not handed_out)
                for one in sharing_elements(value) or operands(value):
                    yield from (held.copy() if copied else held for held in self._held(one))
                for function in handed_out:
                    yield from (_Held(place, 0, False) for place, _ in _returned(self._model, function))

    def _held_by_result(self, call: ast.Call) -> Iterator[_Held]:
        given = [held for arg in (*call.args, *(k.value for k in call.keywords)) for held in self._held(arg)]
        match call.func:
            case ast.Name(id="max" | "min" | "next"):
                yield from (held.taken() for held in given)
            case ast.Attribute(value=below, attr=attr) if attr in GIVING and not self._targets(call):
                yield from (held if held.copied and attr in ALL else held.taken() for held in self._held(below))
            case ast.Attribute(value=below, attr="copy") if not self._targets(call):
                yield from (held.copy() for held in self._held(below))
            case _ if self._fresh(call):
                yield from (held.copy() for held in given)
            case _ if not self._brings(call):
                yield from given

    def _place(self, part: ast.expr) -> _Held | None:
        """The attribute or variable that an expression is, or is a part of."""
        place = self.place(part)
        if place is None or self._is_nobodys(part):
            return None
        name = place[0].removeprefix(OUTER)
        known = name == place[0] or is_variable(self._model.effects, name, self._function)
        return _Held(*place, False) if known else None

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

    def _handed_out(self, part: ast.expr) -> Iterator[tuple[str, bool]]:
        """What a method gives of its object's, or a property of its object's."""
        if isinstance(part, ast.Call):
            for target in self._targets(part):
                yield from _returned(self._model, target)
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
            case ast.Match(subject=value):
                yield from ((ast.Name(id=name, ctx=ast.Store()), value) for name in captured(inner))
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


def _returned(model: Model, function: Function) -> Iterator[tuple[str, bool]]:
    """The attributes of its object whose objects a method may return, and whether only what is inside of them."""
    own = model.project.self_name(function)
    for value, _ in function.returns:
        yield from _attributes(value, function, own, 0)


def _attributes(expr: Expr, function: Function, own: str | None, depth: int) -> Iterator[tuple[str, bool]]:
    if expr.kind in ("choice", "tuple", "list", "item", "await"):
        for part in expr.parts:
            yield from _attributes(part, function, own, depth)
    elif expr.kind == "comp":
        for part in expr.parts:
            if part.kind == "name":
                yield from ((name, True) for name, _ in _attributes(part, function, own, depth))
    elif expr.kind == "call":
        func = expr.value.func
        if func.name in PASSING | COPYING:
            copied = func.name not in PICKING
            for arg in expr.value.args:
                yield from ((name, copied) for name, _ in _attributes(arg, function, own, depth))
        elif func.kind == "attr" and func.name in GIVING:
            yield from _attributes(func.parts[0], function, own, depth)
    elif expr.kind == "attr":
        base = expr.parts[0]
        if base.kind == "name" and base.name == own:
            yield expr.name, False
        else:
            yield from _attributes(base, function, own, depth)
    elif expr.kind == "name" and depth < 4:
        for binding in function.bindings.get(expr.name, ()):
            if binding.value is not None and binding.how != "augment":
                yield from _attributes(binding.value, function, own, depth + 1)
