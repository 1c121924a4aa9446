"""Which local names may hold the same objects, or parts of them. Knows Python and nothing of Textual."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations

from bridgefix.rewrite.keeping import MERGING
from bridgefix.rewrite.names import FunctionNode, Names, captured, is_scalar, operands, root, walk, walk_scope
from bridgefix.rewrite.use import INSIDE

Fresh = Callable[[ast.Call], str]
"""What the result of a call, a new object, has of the arguments: "content", what is in them, or "holds", themselves; ""
where it may be none."""
Leaves = Callable[[ast.AST], Iterable[tuple[ast.expr, ast.expr]]]
"""What running a node, and not what is below it, may leave in an object without a call: the object, and what is left."""


class Sharing:
    """Which names may hold (parts of) the same objects, flow-insensitively, for one function.

    Every name has two nodes: the object itself and what it contains. An edge says "from here, that can be reached";
    changing an object is seen through every name from which it can be reached.
    """

    def __init__(self, function: FunctionNode, locals_: Names, fresh: Fresh, leaves: Leaves) -> None:
        self._locals = locals_
        self._fresh = fresh
        self._into: dict[tuple[str, bool], set[tuple[str, bool]]] = {}
        self._within: dict[str, set[str]] = {}
        """For each name the others of which it may hold a part: what is in that may be in it."""
        for name in locals_:
            self._edge((name, False), (name, True))
        self._nested = {node.name: node for node in walk(function) if isinstance(node, FunctionNode)}
        for node in walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=other)], value=ast.Name(id=name)) if name in self._nested:
                    # `show = update; cross(show, rows)`
                    self._nested.setdefault(other, self._nested[name])
        for node in walk(function):
            self._look(node)
            if isinstance(node, ast.Call):
                self._call(node)
            for holder, value in leaves(node):
                self._kept(root(holder), value)

    def seen_through(self, name: str) -> Names:
        """The names, `name` with them, through which a change of its object can be seen."""
        return frozenset(found for found, _ in self._seen_from(name))

    def seen_inside(self, name: str) -> Names:
        """Those of them inside of whose objects it is that something changes."""
        return frozenset(found for found, inside in self._seen_from(name) if inside)

    def _seen_from(self, name: str) -> set[tuple[str, bool]]:
        changed = self._inside(name.removeprefix(INSIDE)) if name.startswith(INSIDE) else {(name, False)}
        todo, seen = list(changed), set(changed)
        while todo:
            for before in self._into.get(todo.pop(), ()):
                if before not in seen:
                    seen.add(before)
                    todo.append(before)
        return seen

    def _inside(self, name: str) -> set[tuple[str, bool]]:
        """All that may be inside the object of a name."""
        holders = {name}
        todo = [name]
        while todo:
            for other in self._within.get(todo.pop(), set()) - holders:
                holders.add(other)
                todo.append(other)
        found = {(holder, True) for holder in holders}
        for target, befores in self._into.items():
            if befores & found:
                found.add(target)
        return found

    def _edge(self, source: tuple[str, bool], target: tuple[str, bool]) -> None:
        self._into.setdefault(target, set()).add(source)

    def _look(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value)
                for target, other in permutations(targets, 2):
                    # `found = view = list(rows)`: one new list.
                    self._assign(target, other)
            case ast.NamedExpr(target=target, value=value):
                self._assign(target, value)
            case ast.AugAssign(target=target, value=value) if not is_scalar(value):
                # `rows += more`: the same is in both.
                self._kept(root(target), value, merged=True)
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                self._part(target, value)
            case ast.comprehension(target=target, iter=value):
                self._part(target, value)
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                self._assign(target, value)
            case ast.Match(subject=value):
                for name in captured(node):
                    self._assign(ast.Name(id=name, ctx=ast.Store()), value)
                    self._part(ast.Name(id=name, ctx=ast.Store()), value)
            case ast.ClassDef(name=name, body=body):
                for statement in body:
                    if isinstance(statement, ast.Assign):
                        self._kept(name, statement.value)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                for param, value in _defaults(node.args):
                    self._assign(ast.Name(id=param, ctx=ast.Store()), value)
                if isinstance(node, FunctionNode):
                    for inner in walk_scope(node):
                        if isinstance(inner, ast.Return | ast.Yield) and inner.value is not None:
                            # `rows()` may be what that returns.
                            self._assign(ast.Name(id=node.name, ctx=ast.Store()), inner.value)
            case ast.Call(func=func, args=args, keywords=keywords):
                # `rows.append(row)`, `keep(row)`: what is handed over may be kept.
                holder = root(func)
                merged = isinstance(func, ast.Attribute) and func.attr in MERGING
                for arg in (*args, *(keyword.value for keyword in keywords)):
                    self._kept(holder, arg, merged=merged)

    def _call(self, call: ast.Call) -> None:
        """`paint(rows)`, `cross(paint, rows)`: the parameter is what it is given."""
        for place, callee in enumerate([call.func, *call.args[:1]]):
            nested = self._nested.get(callee.id) if isinstance(callee, ast.Name) else None
            if nested is not None:
                names = [param.arg for param in (*nested.args.posonlyargs, *nested.args.args)]
                given = call.args[place:]
                for param, value in zip(names, given, strict=False):
                    self._assign(ast.Name(id=param, ctx=ast.Store()), value)
                if nested.args.vararg is not None:
                    rest = ast.Tuple(elts=given[len(names) :], ctx=ast.Load())
                    self._assign(ast.Name(id=nested.args.vararg.arg, ctx=ast.Store()), rest)
                for keyword in call.keywords:
                    if keyword.arg is not None:
                        self._assign(ast.Name(id=keyword.arg, ctx=ast.Store()), keyword.value)
                    if nested.args.kwarg is not None:
                        rest_by_name = ast.Dict(keys=[None], values=[keyword.value])
                        self._assign(ast.Name(id=nested.args.kwarg.arg, ctx=ast.Store()), rest_by_name)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
                for inner, part in zip(target.elts, value.elts, strict=True):
                    self._assign(inner, part)
            else:
                for inner in target.elts:
                    self._part(inner, value)
            return
        if not isinstance(target, ast.Name):
            self._kept(root(target), value)
            return
        for name, relation in sources(value, self._fresh):
            if name not in self._locals:
                continue
            if relation == "same":
                for half in (False, True):
                    self._edge((name, half), (target.id, half))
                    self._edge((target.id, half), (name, half))
            elif relation == "inside":
                self._within.setdefault(target.id, set()).add(name)
                self._edge((name, True), (target.id, False))
                self._edge((name, True), (target.id, True))
            else:
                self._edge((target.id, True), (name, relation == "content"))
                self._edge((target.id, True), (name, True))
                self._edge((name, True), (target.id, True))

    def _part(self, target: ast.expr, value: ast.expr) -> None:
        rows = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        if rows and all(isinstance(row, ast.Tuple | ast.List) for row in rows) and isinstance(target, ast.Tuple):
            # `for table, part in ((left, up), (right, down)):`
            for row in rows:
                self._assign(target, row)
            return
        for inner in walk(target):
            if isinstance(inner, ast.Name):
                for name, _ in sources(value, self._fresh):
                    if name in self._locals:
                        self._within.setdefault(inner.id, set()).add(name)
                        self._edge((name, True), (inner.id, False))
                        self._edge((name, True), (inner.id, True))

    def _kept(self, holder: str | None, value: ast.expr, *, merged: bool = False) -> None:
        if holder not in self._locals or holder is None:
            return
        for name, _ in sources(value, self._fresh):
            if name in self._locals:
                self._edge((holder, True), (name, False))
                self._edge((holder, True), (name, True))
                if merged:
                    self._edge((name, True), (holder, True))


def sources(node: ast.expr, fresh: Fresh) -> Iterator[tuple[str, str]]:
    """The names whose objects the value may be ("same"), be part of ("inside") or hold ("content", "holds")."""
    match node:
        case ast.Name(id=name):
            yield name, "same"
        case ast.Constant() | ast.JoinedStr() | ast.Compare():
            return
        case ast.Lambda(body=body):
            # What it gives when it is called.
            yield from sources(body, fresh)
        case ast.UnaryOp(op=ast.Not()):
            return
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            for name, _ in sources(value, fresh):
                yield name, "inside"
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            for element in elements:
                for name, _ in sources(element, fresh):
                    yield name, "holds"
        case ast.Dict(values=values):
            for element in values:
                for name, _ in sources(element, fresh):
                    yield name, "holds"
        case ast.ListComp(generators=generators) | ast.SetComp(generators=generators):
            yield from _contents(generators, fresh)
        case ast.DictComp(generators=generators) | ast.GeneratorExp(generators=generators):
            yield from _contents(generators, fresh)
        case ast.Call(func=ast.Name(id="next" | "min" | "max"), args=args):
            for arg in args:
                for name, relation in sources(arg, fresh):
                    yield name, "inside" if relation in ("content", "holds") else relation
        case ast.Call(func=func) if relation := fresh(node):
            for arg in node.args:
                for name, _ in sources(arg, fresh):
                    yield name, relation
            # `dict(rows=rows)` holds the very list, other keywords say how.
            held = relation == "holds" or (isinstance(func, ast.Name) and func.id == "dict")
            for keyword in node.keywords if held else ():
                for name, _ in sources(keyword.value, fresh):
                    yield name, "holds"
        case _:
            for child in operands(node):
                yield from sources(child, fresh)


def _defaults(args: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    """The parameters that have a default, each with that."""
    named = [*args.posonlyargs, *args.args]
    pairs = [*zip(named[len(named) - len(args.defaults) :], args.defaults, strict=True)]
    pairs += [(arg, value) for arg, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value is not None]
    return ((arg.arg, value) for arg, value in pairs)


def _contents(generators: list[ast.comprehension], fresh: Fresh) -> Iterator[tuple[str, str]]:
    for generator in generators:
        for name, _ in sources(generator.iter, fresh):
            yield name, "content"
