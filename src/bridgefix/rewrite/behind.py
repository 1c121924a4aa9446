"""What else is read and set where an attribute of `self` is: properties, setters, and what a reactive sets off."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cached_property

from bridgefix.effects import Model
from bridgefix.elsewhere import Outer, is_variable
from bridgefix.facts import Function
from bridgefix.rewrite.holders import Holders, targets_of
from bridgefix.rewrite.keeping import arguments_in
from bridgefix.rewrite.names import (
    NONE,
    FunctionNode,
    Names,
    bound_names,
    layers,
    parts,
    self_attribute,
    walk,
)
from bridgefix.rewrite.sharing import sources
from bridgefix.rewrite.use import INSIDE


class Behind:
    """The code behind the attributes of one function's own object, and the locals whose objects they keep.

    `node` is its `def`, `receiver` the name of its `self`; `fresh` tells whether a call's result is a new object,
    `is_widget` whether an attribute holds a part of Textual's tree, which is nobody's data; `holders` are the names
    that hold what its attributes do.
    """

    def __init__(
        self,
        model: Model,
        function: Function,
        node: FunctionNode,
        receiver: str,
        fresh: Callable[[ast.Call], bool],
        is_widget: Callable[[ast.Attribute], bool],
        holders: Holders,
    ) -> None:
        self._kept: dict[str, list[tuple[int, str]]] = {}
        self._holders = holders
        stored = ((*each, False) for each in self._stored(node))
        for attribute, depth, value, inside in (*stored, *holders.kept_by(node)):
            for name, relation in sources(value, fresh):
                held = relation in ("holds", "content")
                kept = INSIDE + name if inside and not held else name
                self._kept.setdefault(attribute, []).append((depth + (held and not inside), kept))
        for name, value, depth in _taken(node):
            for part in walk(value):
                if not isinstance(part, ast.Attribute) or self_attribute(part, receiver) is None or layers(part) > 1:
                    continue
                if not is_widget(part):
                    self._kept.setdefault(part.attr, []).append((depth, name))
        for name, attributes in holders.by_call.items():
            for attribute in attributes:
                self._kept.setdefault(attribute, []).append((0, name))
        self._model = model
        self._owner = model.project.owner(function.id)
        self._function = function
        self._read: dict[str, tuple[Names, Names]] = {}
        self._set: dict[str, tuple[Names, Names]] = {}

    def read(self, names: Names) -> tuple[Names, Names]:
        """These attributes with what the properties and methods among them read, and what those set."""
        gets, sets = names, NONE
        for name in names & self._methods:
            more, changed = self._run_by(name)
            gets, sets = gets | more, sets | changed
        return gets, sets

    def is_variable(self, name: str) -> bool:
        """Whether a name that is bound nowhere in the function is a variable of a module."""
        return is_variable(self._model.effects, name, self._function)

    def runs(self, name: str) -> Function | None:
        """The property or method that an attribute of the object is."""
        return self._model.project.lookup(self._owner.id, name) if self._owner is not None else None

    def set(self, name: str) -> tuple[Names, Names]:
        """What is read and what is set where this attribute is set, itself included."""
        if name not in self._set:
            self._set[name] = NONE, frozenset({name})
            for function in self._runs(name):
                gets, sets = self._set[name]
                more, changed = self._effects(function)
                self._set[name] = gets | more, sets | changed
        return self._set[name]

    def kept(self, attribute: str, depth: int) -> Names:
        """The locals whose objects may change where something is changed that deep in what the attribute holds."""
        return frozenset(name for place, name in self._kept.get(attribute, ()) if place <= depth)

    def place(self, node: ast.expr) -> tuple[str, int] | None:
        """The attribute or variable that an expression is in, and how deep in what that holds; None for a local."""
        return self._holders.place(node)

    def _stored(self, node: FunctionNode) -> Iterator[tuple[str, int, ast.expr]]:
        """What is put into attributes and variables: the place, how deep in what it holds, and the value."""
        for inner in walk(node):
            found: list[tuple[ast.expr, int, ast.expr]] = [(target, 0, value) for target, value in targets_of(inner)]
            match inner:
                case ast.AugAssign(target=target, value=value):
                    # `self._rows += more` holds what is in there.
                    found.append((target, 1, value))
                case ast.Call(func=ast.Name(id="setattr"), args=[holder, ast.Constant(value=str(attribute)), value]):
                    found.append((ast.Attribute(value=holder, attr=attribute, ctx=ast.Store()), 0, value))
                case ast.Call(func=ast.Attribute(value=holder)):
                    found += [(holder, 1, value) for _, value, _ in arguments_in(inner)]
            for holder, more, value in found:
                place = self.place(holder)
                if place is not None:
                    yield place[0], place[1] + more, value

    @cached_property
    def _methods(self) -> Names:
        if self._owner is None:
            return NONE
        return frozenset(
            name for cls in [self._owner, *self._model.project.mro(self._owner.id)] for name in cls.methods
        )

    def _run_by(self, name: str) -> tuple[Names, Names]:
        if name not in self._read:
            self._read[name] = NONE, NONE
            found = self.runs(name)
            if found is not None:
                self._read[name] = self._effects(found)
        return self._read[name]

    def _effects(self, function: Function) -> tuple[Names, Names]:
        """What running a function of the object reads and sets, through the properties that it asks."""
        effects = self._model.effects.of(function.id)
        outer = self._model.effects.outer.get(function.id, Outer())
        gets, sets = self.read(effects.reads)
        return gets | outer.reads, sets | effects.writes | outer.writes

    def _runs(self, name: str) -> list[Function]:
        if self._owner is None:
            return []
        project = self._model.project
        runs = list(project.reactions(self._owner.id, name))
        for cls in [self._owner, *project.mro(self._owner.id)]:
            if name in cls.setters:
                runs.append(project.files[cls.path].functions[cls.setters[name]])
        return runs


def _taken(node: FunctionNode) -> Iterator[tuple[str, ast.expr, int]]:
    """Names that may be bound to what an attribute holds: the name, the expression, and how deep that takes it from."""
    for inner in walk(node):
        match inner:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.NamedExpr(target=target, value=value):
                targets = [target]
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                yield from ((name, value, 1) for name in bound_names([target]))
                continue
            case _:
                continue
        for part in parts(value):
            if isinstance(part, ast.Attribute | ast.Subscript) or _gets(part):
                depth = 0 if isinstance(part, ast.Attribute) else 1
                yield from ((name, part, depth) for target in targets for name in bound_names([target]))


def _gets(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in ("get", "setdefault", "pop")
    )
