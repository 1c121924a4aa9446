"""What the half that shows does for empty data: a bridge that leaves then must not hide anything."""

from __future__ import annotations

import ast
from typing import NamedTuple

from bridgefix.rewrite.datum import Supply
from bridgefix.rewrite.names import NONE, Names
from bridgefix.rewrite.ordering import has_effect
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rewrite.trees import every_statement, lists_below

_KEEPING = frozenset("sorted list tuple set dict reversed enumerate zip filter".split())
"""Built-in functions that make nothing of nothing."""


def shows_for_empty(fetch: Reading, region: Region, got: Supply) -> bool:
    """Whether something is shown, or done besides, whatever the data is."""
    if len(got.arguments) > 1:
        # Which of them is empty?
        return True
    half = _Half(
        fetch,
        tuple(statement for index in got.slice.moved for _, statement in region.inner(index)),
        frozenset(got.arguments.values()),
    )
    for index in got.slice.moved:
        for _, statement in region.inner(index):
            use = fetch.use(statement)
            shows = index in region.shows
            if not shows and fetch.changed(use) & half.data:
                return True
            does = fetch.deed(statement).shows or use.sets or (not shows and has_effect(fetch, statement))
            if does and not half.only_for_data(statement):
                return True
    return False


class _Half(NamedTuple):
    """The half that shows."""

    fetch: Reading
    moved: tuple[ast.stmt, ...]
    data: Names

    def only_for_data(self, statement: ast.stmt) -> bool:
        """Whether a statement does nothing where the data is empty."""
        match statement:
            case ast.For(iter=iterable, orelse=[]):
                return self._is_empty(iterable, NONE)
            case ast.If(test=test, orelse=[]):
                return self._asks_for_some(test)
        return False

    def _asks_for_some(self, test: ast.expr) -> bool:
        """Whether a test of the data fails for empty data: `if pods:`, `if len(pods) > 0 and …`."""
        match test:
            case ast.Name(id=name) | ast.Call(func=ast.Name(id="len" | "bool" | "any"), args=[ast.Name(id=name)]):
                return name in self.data
            case ast.Compare(
                left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]),
                ops=[ast.Gt()],
                comparators=[ast.Constant(value=int())],
            ):
                return name in self.data
            case ast.BoolOp(op=ast.And(), values=values):
                return any(self._asks_for_some(value) for value in values)
        return False

    def _is_empty(self, value: ast.expr, seen: Names) -> bool:
        """Whether a collection is empty where the data is: the data, a part of it, or made of that row by row."""
        match value:
            case ast.Name(id=name):
                return name in self.data or (name not in seen and self._made_empty(name, seen | {name}))
            case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]):
                return True
            case ast.ListComp(generators=[first, *_]) | ast.GeneratorExp(generators=[first, *_]):
                return self._is_empty(first.iter, seen)
            case ast.SetComp(generators=[first, *_]) | ast.DictComp(generators=[first, *_]):
                return self._is_empty(first.iter, seen)
            case ast.Subscript(value=inner, slice=ast.Slice()):
                return self._is_empty(inner, seen)
            case ast.Call(func=ast.Attribute(value=inner, attr="items" | "keys" | "values" | "copy"), args=[]):
                return self._is_empty(inner, seen)
            case ast.Call(func=ast.Name(id=kind), args=[first, *_]) if kind in _KEEPING:
                return self._is_empty(first, seen)
        return False

    def _made_empty(self, name: str, seen: Names) -> bool:
        """Whether all that is done to a name, outside of loops over the data, leaves it empty."""
        found = False
        for whole in self.moved:
            if isinstance(whole, ast.For) and not whole.orelse and self._is_empty(whole.iter, seen):
                continue
            for _, statement in every_statement([whole]):
                if list(lists_below(statement)):
                    continue
                use = self.fetch.use(statement)
                match statement:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        found = True
                        if not self._is_empty(value, seen):
                            return False
                    case ast.Expr(value=ast.Call(func=ast.Attribute(attr="sort" | "reverse"))):
                        pass
                    case _ if name in use.binds | self.fetch.changed(use):
                        return False
        return found
