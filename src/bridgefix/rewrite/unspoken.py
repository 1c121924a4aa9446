"""What runs without being called: operators, properties, setters and descriptors of the project's own classes.

Which expression runs which method follows the language reference, sections 3.3.1 to 3.3.10.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from bridgefix.effects import Model
from bridgefix.expressions import span_of
from bridgefix.facts import Class, Expr, Function, Span
from bridgefix.purity import OPERATORS
from bridgefix.results import result_of
from bridgefix.rewrite.keeping import Kept, keeping
from bridgefix.rewrite.names import Names, is_receiver, loaded
from bridgefix.symbols import has_decorator, is_property, only

_ASKED = frozenset("__bool__ __len__".split())
_WALKED = frozenset("__aiter__ __anext__ __getitem__ __iter__ __len__ __next__".split())
_ENTERED = frozenset("__aenter__ __aexit__ __enter__ __exit__".split())
_TOLD = frozenset("__format__ __repr__ __str__".split())
_COMPARED = frozenset("__contains__ __eq__ __ge__ __gt__ __iter__ __le__ __lt__ __ne__".split())
_HANDED = (
    _ASKED
    | _WALKED
    | _TOLD
    | _COMPARED
    | frozenset(
        "__abs__ __bytes__ __ceil__ __complex__ __float__ __floor__ __hash__ __index__ __int__ __reversed__ __rich__ "
        "__round__ __trunc__".split()
    )
)
"""What a function outside of the project may do to what it is given."""
_ENTRIES: dict[type, Names] = {
    ast.Load: frozenset({"__getitem__", "__missing__"}),
    ast.Store: frozenset({"__setitem__"}),
    ast.Del: frozenset({"__delitem__"}),
}
_WORKED_OUT = OPERATORS - _HANDED - _ENTERED


class Run(NamedTuple):
    """A function that an expression may run."""

    function: Function
    operand: ast.expr
    """The object whose method it is."""
    known: bool
    """Whether that object is known to be of its class."""
    given: tuple[ast.expr, ...]
    """What it is given."""


class Unspoken:
    """What the nodes of one function run without calling it; `receiver` is the name of its `self`."""

    def __init__(self, model: Model, function: Function, receiver: str) -> None:
        self._model, self._function, self._receiver = model, function, receiver
        self._found: dict[int, tuple[Run, ...]] = {}

    @cached_property
    def any(self) -> bool:
        """Whether there is anything of the kind that does more than to give a value."""
        return bool(self._known)

    def kept_by(self, node: ast.AST) -> Iterator[tuple[Run, Kept, ast.expr]]:
        """What evaluating a node itself may leave in an object whose operator it runs, or in a variable.

        What runs, what that keeps, and the value that is kept.
        """
        for run in self.run_by(node):
            for kept in keeping(self._model).of(run.function):
                yield from ((run, kept, value) for value in run.given)

    def hands_out(self, node: ast.expr) -> tuple[Function, ...]:
        """The operators that a node itself may run and that give back their object, or something of it."""
        found: dict[Function, None] = {}
        for names, operand, _ in _asked(node) if _givers(self._model) else ():
            owner = self.owner_of(operand)
            for name in sorted(names & _givers(self._model).keys()):
                several = _givers(self._model)[name]
                if isinstance(owner, Class):
                    method = self._method(owner, name, operand)
                    several = tuple(function for function in several if function is method)
                elif owner is not None:
                    several = ()
                found.update(dict.fromkeys(several))
        return tuple(found)

    @cached_property
    def _known(self) -> dict[str, tuple[Function, ...]]:
        """By name, what does more than to give a value, or gives one that is made of the object that the function belongs to."""
        project, effects = self._model.project, self._model.effects
        owner = project.owner(self._function.id)
        found = {**_keepers(self._model)}
        for name, functions in effects.unspoken.items():
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *functions)))
        for function_id in effects.called_back(owner) if owner is not None else ():
            function = project.functions[function_id]
            setter = has_decorator(function, "setter")
            name = f"{function.name}=" if setter else function.name
            if setter or is_property(function) or name in OPERATORS:
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), function)))
        return found

    def run_by(self, node: ast.AST) -> tuple[Run, ...]:
        """What evaluating a node itself may run, and not what is below it."""
        if not self.any:
            return ()
        if id(node) not in self._found:
            self._found[id(node)] = tuple(self._run_by(node))
        return self._found[id(node)]

    def _run_by(self, node: ast.AST) -> Iterator[Run]:
        known = self._known
        for names, operand, given in _asked(node):
            asked = names & known.keys()
            owner = self.owner_of(operand)
            if asked and owner is None:
                # Of what can't be told, only what reaches out of its object is held against it.
                for name in sorted(asked):
                    yield from (Run(f, operand, False, given) for f in known[name] if self._reaches_out(f))
            if owner is None or not isinstance(owner, Class):
                continue
            for name in sorted(asked):
                found = self._method(owner, name, operand)
                if found is not None and found in known[name]:
                    yield Run(found, operand, True, given)
            if isinstance(node, ast.Attribute):
                found = self._descriptor(owner, node)
                if found is not None:
                    yield Run(found, operand, True, (operand, *given))

    def _reaches_out(self, function: Function) -> bool:
        outer = self._model.effects.outer.get(function.id)
        return (outer is not None and bool(outer.writes)) or bool(keeping(self._model).of(function))

    def _method(self, owner: Class, name: str, operand: ast.expr) -> Function | None:
        if is_receiver(operand, self._receiver) and name not in OPERATORS:
            # Properties of the object itself are seen through by their names.
            return None
        project = self._model.project
        for cls in project.mro(owner.id):
            qualname = cls.setters.get(name[:-1]) if name.endswith("=") else cls.methods.get(name)
            if qualname is not None:
                return project.files[cls.path].functions[qualname]
        return None

    def _descriptor(self, owner: Class, node: ast.Attribute) -> Function | None:
        """The `__get__` or `__set__` of what a class has under the name of an attribute."""
        project = self._model.project
        name = {ast.Load: "__get__", ast.Store: "__set__", ast.Del: "__delete__"}[type(node.ctx)]
        if name not in self._known:
            return None
        for cls in project.mro(owner.id):
            held = cls.attributes.get(node.attr)
            if held is not None and held.value is not None:
                kind = project.type_of(held.value, project.files[cls.path].module)
                return project.lookup(kind, name) if kind in project.classes else None
        return None

    def owner_of(self, operand: ast.expr) -> Class | str | None:
        """The class of an expression: one of the project's, the name of another, None where it can't be told."""
        project = self._model.project
        if is_receiver(operand, self._receiver):
            return project.owner(self._function.id)
        kind: str | None = None
        match operand:
            case ast.Constant() | ast.JoinedStr() | ast.List() | ast.Dict() | ast.Set() | ast.Tuple() | ast.Compare():
                kind = "builtins.object"
            case ast.ListComp() | ast.DictComp() | ast.SetComp() | ast.GeneratorExp() | ast.Lambda():
                kind = "builtins.object"
            case ast.Name() | ast.Attribute() if span_of(operand) in self._exprs:
                kind = project.type_of(*self._exprs[span_of(operand)])
            case ast.Call():
                call = project.call(self._function.path, span_of(operand))
                value = only(tuple(result_of(project, call, project.functions[call.function]))) if call else None
                kind = value.name if value is not None and value.kind == "instance" else None
        return project.classes.get(kind, kind) if kind is not None else None

    @cached_property
    def _exprs(self) -> dict[Span, tuple[Expr, Function]]:
        """The names and attributes that the function reads, and those in it, as the model knows them."""
        functions = self._model.project.files[self._function.path].functions
        inside = f"{self._function.qualname}."
        return {
            expr.span: (expr, function)
            for function in functions.values()
            if function is self._function or function.qualname.startswith(inside)
            for expr in _looked_at(function)
        }


@lru_cache(maxsize=2)
def _keepers(model: Model) -> dict[str, tuple[Function, ...]]:
    """By name, the operators of a project's classes that keep something of what they are given."""
    return _operators(model, lambda function: len(function.params) > 1 and bool(keeping(model).of(function)))


@lru_cache(maxsize=2)
def _givers(model: Model) -> dict[str, tuple[Function, ...]]:
    """By name, the operators that may give back an object that somebody else has, too."""
    return _operators(model, lambda function: any(map(_is_old, (value for value, _ in function.returns))))


def _is_old(value: Expr) -> bool:
    return value.kind in ("name", "attr", "item", "choice")


def _operators(model: Model, wanted: Callable[[Function], bool]) -> dict[str, tuple[Function, ...]]:
    found: dict[str, list[Function]] = {}
    for cls in model.project.classes.values():
        for name in sorted(cls.methods.keys() & OPERATORS):
            function = model.project.files[cls.path].functions[cls.methods[name]]
            if wanted(function):
                found.setdefault(name, []).append(function)
    return {name: tuple(functions) for name, functions in found.items()}


def _looked_at(function: Function) -> Iterator[Expr]:
    for expr, _ in (*function.names, *function.reads):
        yield expr
    for store in function.stores:
        yield store.target
        yield store.target.parts[0]


def _asked(node: ast.AST) -> Iterator[tuple[Names, ast.expr, tuple[ast.expr, ...]]]:
    """Which methods a node runs, of which of the expressions in it, and what they are given. A setter has a `=` behind it."""
    match node:
        case ast.Attribute(value=value, attr=attr, ctx=ast.Load()):
            yield frozenset({attr, "__getattr__", "__getattribute__"}), value, ()
        case ast.Attribute(value=value, attr=attr, ctx=ast.Store()):
            yield frozenset({f"{attr}=", "__setattr__"}), value, ()
        case ast.Attribute(value=value):
            yield frozenset({"__delattr__"}), value, ()
        case ast.Subscript(value=value, slice=index, ctx=context):
            yield _ENTRIES[type(context)], value, (index,)
        case ast.withitem(context_expr=value):
            yield _ENTERED, value, ()
        case ast.For(iter=value) | ast.AsyncFor(iter=value) | ast.YieldFrom(value=value) | ast.Starred(value=value):
            yield _WALKED, value, ()
        case ast.comprehension(iter=value, ifs=tests):
            yield _WALKED, value, ()
            yield from ((_ASKED, test, ()) for test in tests)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
            yield _ASKED, test, ()
        case ast.UnaryOp(op=ast.Not(), operand=value):
            yield _ASKED, value, ()
        case ast.BoolOp(values=values):
            yield from ((_ASKED, value, ()) for value in values)
        case ast.Compare(left=left, comparators=others):
            sides = (left, *others)
            yield from ((_COMPARED, side, tuple(each for each in sides if each is not side)) for side in sides)
        case ast.BinOp(left=left, right=right):
            yield _WORKED_OUT, left, (right,)
            yield _WORKED_OUT, right, (left,)
        case ast.AugAssign(target=target, value=value):
            yield _WORKED_OUT, loaded(target), (value,)
        case ast.UnaryOp(operand=value):
            yield _WORKED_OUT, value, ()
        case ast.FormattedValue(value=value):
            yield _TOLD, value, ()
        case ast.Await(value=value):
            yield frozenset({"__await__"}), value, ()
        case ast.Call(args=args, keywords=keywords):
            yield from ((_HANDED, value, ()) for value in (*args, *(keyword.value for keyword in keywords)))
        case ast.Assign(targets=[ast.Tuple() | ast.List(), *_], value=value):
            yield _WALKED, value, ()
        case ast.Assign(targets=targets, value=value):
            for each in targets:
                yield from ((names, operand, (*given, value)) for names, operand, given in _asked(each))
        case ast.Delete(targets=targets):
            yield from ((frozenset({"__del__"}), loaded(each), ()) for each in targets if isinstance(each, ast.Name))
