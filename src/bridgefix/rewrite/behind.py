"""What else is read and set where an attribute of `self` is: properties, setters, and what a reactive sets off."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cached_property

from bridgefix.effects import Model
from bridgefix.elsewhere import Outer, is_variable
from bridgefix.facts import Function
from bridgefix.purity import GIVING, OPERATORS
from bridgefix.rewrite.holders import ALL, Holders, targets_of
from bridgefix.rewrite.keeping import MERGING, arguments_in
from bridgefix.rewrite.names import (
    NONE,
    FunctionNode,
    Names,
    as_items,
    bound_names,
    captured,
    layers,
    parts,
    self_attribute,
    walk,
)
from bridgefix.rewrite.sharing import Fresh, Leaves, sources
from bridgefix.rewrite.use import INSIDE
from bridgefix.syntax import is_own


class Behind:
    """The code behind the attributes of one function's own object, and the locals whose objects they keep.

    `node` is its `def`, `receiver` the name of its `self`; `fresh` tells what a call's result, a new object, has of its
    arguments, `is_widget` whether an attribute holds a part of Textual's tree, which is nobody's data; `holders` are
    the names that hold what its attributes do; `leaves` tells what running a node leaves in an object.
    """

    def __init__(
        self,
        model: Model,
        function: Function,
        node: FunctionNode,
        receiver: str,
        fresh: Fresh,
        is_widget: Callable[[ast.Attribute], bool],
        holders: Holders,
        leaves: Leaves,
    ) -> None:
        self._leaves = leaves
        self._kept: dict[str, list[tuple[int, str]]] = {}
        self._holders = holders
        self._model = model
        self._owner = model.project.owner(function.id)
        for attribute, depth, value, inside in (*self._stored(node), *holders.kept_by(node)):
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
        for place, depth, name in holders.shared:
            self._kept.setdefault(place, []).append((depth, name))
        self._joined: dict[str, set[str]] = {}
        self._share(node)
        self._function = function
        self._acting: dict[str, bool] = {}
        self._read: dict[str, tuple[Names, Names]] = {}
        self._set: dict[str, tuple[Names, Names]] = {}

    def read(self, names: Names) -> tuple[Names, Names]:
        """These attributes with what the properties and methods among them read, and what those set."""
        gets, sets = names, frozenset(filter(self._acts, names))
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
            if self.runs("__setattr__") is not None:
                gets, sets = self._set[name]
                self._set[name] = gets, sets | self._ever_set
        return self._set[name]

    @cached_property
    def _ever_set(self) -> Names:
        """The attributes that the methods of the object's class set: `__setattr__` may set any of them."""
        project = self._model.project
        owners = project.mro(self._owner.id) if self._owner is not None else ()
        return NONE.union(*(project.assigned_attributes(cls.id) for cls in owners))

    def spoils(self, attribute: str) -> bool:
        """Whether what an attribute is set to is changed by that."""
        return any(self._model.effects.summaries[function.id].params for function in self._runs(attribute))

    def kept(self, attribute: str, depth: int) -> Names:
        """The locals whose objects may change where something is changed that deep in what the attribute holds."""
        kept = [(depth - place, name) for place, name in self._kept.get(attribute, ()) if place <= depth]
        return frozenset(name for _, name in kept) | {
            INSIDE + name.removeprefix(INSIDE) for deeper, name in kept if deeper
        }

    def _share(self, node: FunctionNode) -> None:
        """Of `self.a = self.b`, in this function or another method of the object: what is kept in one is in the other, too."""
        links = list(self._holders.moved_between(self._owner))
        for place, depth, value, _ in (*self._stored(node), *self._holders.kept_by(node)):
            for part in parts(value):
                source = self.place(as_items(part))
                if source is not None and source[0] != place:
                    links.append((place, depth, *source))
        for one, depth, other, deeper in links * 2:
            for here, mine, there, theirs in ((one, depth, other, deeper), (other, deeper, one, depth)):
                self._joined.setdefault(here, {here}).update(self._joined.get(there, {there}))
                for held, name in list(self._kept.get(there, ())):
                    kept = max(held - theirs, 0) + mine, name if held >= theirs else INSIDE + name.removeprefix(INSIDE)
                    if kept not in self._kept.setdefault(here, []):
                        self._kept[here].append(kept)

    def joined(self, attribute: str) -> Names:
        """The attributes and variables that may hold the same objects as one does, that one with them."""
        return frozenset(self._joined.get(attribute, ())) | {attribute}

    def place(self, node: ast.expr) -> tuple[str, int] | None:
        """The attribute or variable that an expression is in, and how deep in what that holds; None for a local."""
        return self._holders.place(node)

    def _stored(self, node: FunctionNode) -> Iterator[tuple[str, int, ast.expr, bool]]:
        """What is put into attributes and variables: the place, how deep, the value, and whether only what is inside of it."""
        for inner in walk(node):
            found: list[tuple[ast.expr, int, ast.expr, bool]] = [(t, 0, value, False) for t, value in targets_of(inner)]
            match inner:
                case ast.AugAssign(target=target, value=value):
                    # `self._rows += more` holds what is in there.
                    found.append((target, 1, value, True))
                case ast.Call(func=ast.Name(id="setattr"), args=[holder, ast.Constant(value=str(attribute)), value]):
                    found.append((ast.Attribute(value=holder, attr=attribute, ctx=ast.Store()), 0, value, False))
                case ast.Call(func=ast.Attribute(value=holder, attr=attr)):
                    given = list(arguments_in(inner))
                    found += [(holder, 1, value, attr in MERGING and key is None) for key, value, _ in given]
                    if self.runs(attr) is None:
                        # `self._store(rows)`
                        found += [(inner.func, 1, value, False) for _, value, _ in given]
            found += [(holder, 1, value, False) for holder, value in self._leaves(inner)]
            for holder, more, value, inside in found:
                place = self.place(holder)
                if place is None:
                    continue
                yield place[0], place[1] + more, value, inside
                for function in self._runs(place[0]) if place[1] + more == 0 else ():
                    # What a setter or a watcher keeps of what it is given.
                    for kept in self._holders.kept_of(function):
                        yield kept.place, kept.depth, value, inside or kept.inside

    @cached_property
    def _methods(self) -> Names:
        if self._owner is None:
            return NONE
        return frozenset(
            name for cls in [self._owner, *self._model.project.mro(self._owner.id)] for name in cls.methods
        )

    def _acts(self, name: str) -> bool:
        """Whether an attribute holds an object of the project that does something when it is looped over, compared and so on."""
        if name not in self._acting:
            project = self._model.project
            own = project.self_name(self._function)
            reads = (expr for expr, _ in self._function.reads if expr.name == name and is_own(expr.parts[0], own))
            read = next(reads, None)
            known = project.type_of(read, self._function) if read is not None else None
            self._acting[name] = known in project.classes and any(
                method in OPERATORS and not self._model.effects.of(f"{cls.path}::{qualname}").pure
                for cls in project.mro(known)
                for method, qualname in cls.methods.items()
            )
        return self._acting[name]

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
        outer = self.outer(function)
        gets, sets = self.read(effects.reads)
        return gets | outer.reads, sets | effects.writes | outer.writes

    def outer(self, function: Function) -> Outer:
        """What a function reads and changes that is not its object's, and of this object through methods that others call."""
        effects = self._model.effects
        outer = effects.outer.get(function.id, Outer())
        back = effects.called_back(self._owner).get(function.id) if self._owner is not None else None
        return outer if back is None else outer.beside(back)

    def _runs(self, name: str) -> list[Function]:
        if self._owner is None:
            return []
        return [*self._model.project.reactions(self._owner.id, name), *self.setters(name)]

    def setters(self, name: str) -> list[Function]:
        """The setters that an attribute of the object may have."""
        project = self._model.project
        owners = [self._owner, *project.mro(self._owner.id)] if self._owner is not None else []
        return [project.files[cls.path].functions[cls.setters[name]] for cls in owners if name in cls.setters]


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
            case ast.Match(subject=value):
                yield from ((name, value, 0) for name in captured(inner))
                continue
            case _:
                continue
        for part in parts(value):
            if isinstance(part, ast.Attribute | ast.Subscript) or _gets(part):
                depth = 0 if isinstance(part, ast.Attribute) else 1
                yield from ((name, part, depth) for target in targets for name in bound_names([target]))


def _gets(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in GIVING - ALL
