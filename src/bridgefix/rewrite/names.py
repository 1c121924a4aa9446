"""What a piece of Python names: its nodes in one scope, the names that it binds, what an expression starts from."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from bridgefix.elsewhere import OUTER
from bridgefix.purity import GIVING

Names = frozenset[str]
NONE: Names = frozenset()
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
if sys.version_info >= (3, 11):
    Try = ast.Try | ast.TryStar
    TRIES = (ast.Try, ast.TryStar)
else:
    Try = ast.Try
    TRIES = (ast.Try,)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


_NO_NODES = frozenset(
    "arg asname attr conversion ctx id is_async kind kwd_attrs level lineno module name op ops rest simple tag "
    "type_comment".split()
)
"""Fields that hold no nodes, or only such as say nothing by themselves: contexts and operators."""


_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}
"""The other fields of each kind of node that was met."""


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes directly below one, in their order, without contexts and operators."""
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _NO_NODES)
    found: list[ast.AST] = []
    for name in fields:
        value = getattr(node, name, None)
        if type(value) is list:
            if value:
                found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> Sequence[ast.AST]:
    """As `ast.walk` and in its order, in less than half of its time; functions, which do not change, are walked once."""
    return _walked_once(node) if isinstance(node, FunctionNode) else _walked(node)


def _walked(node: ast.AST) -> Sequence[ast.AST]:
    found = [node]
    for inner in found:
        found += children(inner)
    return found


_walked_once = lru_cache(maxsize=128)(_walked)


def walk_scope(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, without the bodies of functions and lambdas defined in it."""
    todo = [node]
    while todo:
        inner = todo.pop()
        yield inner
        if inner is node or type(inner) not in SCOPES:
            todo += reversed(children(inner))


def parameters(args: ast.arguments) -> tuple[str, ...]:
    """All parameter names, in order, starred ones last."""
    names = [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    return (*names, *(arg.arg for arg in (args.vararg, args.kwarg) if arg))


def own_parameters(node: ast.AST) -> tuple[str, ...]:
    """The names that a function or a comprehension has to itself from its head."""
    if isinstance(node, ast.comprehension):
        return tuple(n.id for n in walk(node.target) if isinstance(n, ast.Name))
    return parameters(node.args) if isinstance(node, SCOPES) else ()


def bound_names(body: Sequence[ast.AST]) -> Names:
    """The names that these statements bind in their own scope (PEP 572: a walrus in a comprehension binds here)."""
    found: set[str] = set()
    free: set[str] = set()
    for statement in body:
        for node in scope_nodes(statement):
            if isinstance(node, ast.Global | ast.Nonlocal):
                free.update(node.names)
            else:
                found.update(bound_by(node))
    return frozenset(found - free)


def bound_by(node: ast.AST) -> Sequence[str]:
    """The names that a node itself binds, not those below it."""
    names = _BINDING.get(type(node))
    return () if names is None else names(node)


def captured(match: ast.Match) -> Iterator[str]:
    """The names that the patterns of a `match` give to its subject, or to parts of that."""
    for case in match.cases:
        for pattern in walk(case.pattern):
            yield from bound_by(pattern)


def _named(node: Any) -> Sequence[str]:
    return (node.name,) if node.name else ()


def _imported(node: Any) -> Sequence[str]:
    return [(alias.asname or alias.name).split(".")[0] for alias in node.names]


_BINDING: dict[type[ast.AST], Callable[[Any], Sequence[str]]] = {
    ast.Name: lambda node: () if isinstance(node.ctx, ast.Load) else (node.id,),
    ast.FunctionDef: _named, ast.AsyncFunctionDef: _named, ast.ClassDef: _named, ast.ExceptHandler: _named,
    ast.MatchAs: _named, ast.MatchStar: _named, ast.MatchMapping: lambda node: (node.rest,) if node.rest else (),
    ast.Import: _imported, ast.ImportFrom: _imported,
}  # fmt: skip
"""The names that each kind of node binds; a table, since nearly every node of a method is asked, and most bind nothing."""


def scope_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope that may bind names in it: of a comprehension, only what a walrus binds."""
    todo = [node]
    while todo:
        inner = todo.pop()
        if type(inner) in COMPREHENSIONS:
            yield from (below.target for below in walk(inner) if isinstance(below, ast.NamedExpr))
            continue
        yield inner
        if type(inner) not in SCOPES:
            todo += reversed(children(inner))


def root(node: ast.expr) -> str | None:
    """The name at the bottom of `a.b[c].d()`: `a`; None where there is none."""
    while True:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                node = inner
            case ast.Call(func=inner) | ast.Await(value=inner):
                node = inner
            case _:
                return None


def layers(node: ast.expr) -> int:
    """How many steps lead from a name to an expression: 1 for `self.a` and `self.__class__.a`, 2 for `self.a[0]` and `self.a.b`."""
    count = 0
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        step = not (isinstance(node, ast.Attribute) and node.attr == "__class__")
        count, node = count + step, node.value
    return count


def as_items(node: ast.expr) -> ast.expr:
    """`box.get(key)["rows"]` as `box[…]["rows"]`: what is taken out by a method is in there as an item is."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in GIVING:
            return ast.Subscript(value=as_items(value), slice=ast.Constant(attr), ctx=ast.Load())
        case ast.Attribute(value=value, attr=attr):
            return ast.Attribute(value=as_items(value), attr=attr, ctx=node.ctx)
        case ast.Subscript(value=value, slice=index):
            return ast.Subscript(value=as_items(value), slice=index, ctx=node.ctx)
    return node


def sharing_elements(value: ast.expr) -> list[ast.expr]:
    """`rows` of `rows * 2`, `rows + more` and `[row for row in rows if …]`: a new object, and in it are elements of these."""
    match value:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.ListComp(elt=made) | ast.SetComp(elt=made) | ast.GeneratorExp(elt=made) | ast.DictComp(value=made):
            if is_scalar(made):
                return []
            own = [] if isinstance(made, ast.Name) else [made]
            return [*own, *(generator.iter for generator in value.generators)]
    return []


def is_inside(node: ast.expr, groups: Names = NONE) -> bool:
    """Whether it is an object inside the one that a name holds that is changed: by `rows[0]["x"] = …`, not `rows[0] = …`.

    `groups` are the names in which only lists of their own are.
    """
    stores = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)
    steps = -1 if stores else 0
    while not isinstance(node, ast.Name):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="setdefault"), args=[_, made]) if (
                name in groups and not list(operands(made))
            ):
                # `groups.setdefault(key, []).append(…)`: a list of its own.
                return False
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                pass
            case ast.Call(func=inner) | ast.Await(value=inner):
                pass
            case _:
                break
        node, steps = inner, steps + 1
    return steps > 0


def self_attribute(node: ast.expr, receiver: str = "self") -> str | None:
    """`self.a`, `self.a.b`, `self.a[0]`, and `self.__class__.a`, which is read as `self.a`: `a`; None for anything else."""
    below: ast.expr | None = None
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred) and not is_receiver(node, receiver):
        below, node = node, node.value
    return below.attr if isinstance(below, ast.Attribute) and is_receiver(node, receiver) else None


def is_receiver(node: ast.expr, receiver: str) -> bool:
    """Whether an expression is the object itself or its class: `self`, `self.__class__`, `type(self)`."""
    match node:
        case ast.Name(id=name):
            return name == receiver
        case ast.Attribute(value=inner, attr="__class__") | ast.Call(func=ast.Name(id="type"), args=[inner]):
            return is_receiver(inner, receiver)
    return False


def named_attribute(call: ast.Call) -> str | None:
    """The attribute in `setattr(x, "attribute", …)`; None where it is worked out."""
    match call.args:
        case [_, ast.Constant(value=str(name)), *_]:
            return name
    return None


def spelled(receiver: str, place: str) -> str:
    """A place that is read or set, as a person writes it."""
    return place.removeprefix(OUTER) if place.startswith(OUTER) else f"{receiver}.{place}"


def operands(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions directly below, through helper nodes such as slices and f-string parts."""
    for child in children(node):
        if isinstance(child, ast.expr):
            yield child
        else:
            yield from operands(child)


def loaded(node: ast.expr) -> ast.expr:
    """The target of an augmented assignment as the expression that is read first."""
    match node:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), node)
        case ast.Attribute(value=value, attr=attr):
            return ast.copy_location(ast.Attribute(value=value, attr=attr, ctx=ast.Load()), node)
        case ast.Subscript(value=value, slice=index):
            return ast.copy_location(ast.Subscript(value=value, slice=index, ctx=ast.Load()), node)
        case _:
            return node


def is_scalar(value: ast.expr) -> bool:
    """Whether a value is evidently a number or a text, so that adding it makes something new."""
    match value:
        case ast.Constant() | ast.JoinedStr() | ast.Compare():
            return True
        case ast.Call(func=ast.Name(id="max" | "min"), args=args, keywords=[]) if len(args) > 1:
            return all(map(is_scalar, args))
        case ast.Call(func=ast.Name(id="sum"), args=args):
            return len(args) == 1
        case ast.Call(func=ast.Name(id=name)):
            return name in ("len", "int", "str", "float", "abs", "round")
        case ast.BinOp(left=left, right=right):
            return is_scalar(left) and is_scalar(right)
    return False


def parts(value: ast.expr) -> Iterator[ast.expr]:
    """`a or b`, `a if x else b`, `[a, *b]`, `{"rows": a}`: what the value may be, or hold."""
    match value:
        case ast.BoolOp(values=inside) | ast.Tuple(elts=inside) | ast.List(elts=inside) | ast.Set(elts=inside):
            pass
        case ast.IfExp(body=body, orelse=orelse):
            inside = [body, orelse]
        case ast.NamedExpr(value=inner) | ast.Starred(value=inner):
            inside = [inner]
        case ast.Dict(values=inside):
            pass
        case _:
            yield value
            return
    for inner in inside:
        yield from parts(inner)
