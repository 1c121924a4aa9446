"""Checks that ask the worker's own business: was it cancelled, is its answer too late? The bridge does not repeat them."""

from __future__ import annotations

import ast
import re

from bridgefix.rewrite.names import NONE, FunctionNode, Names, bound_names, self_attribute, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import every_statement, lists_below

_STOPS = re.compile(r"cancel|abort|is_set$|stop", re.IGNORECASE)
"""Attributes that say that nobody waits for the result any more."""


def asks_worker(reading: Reading, test: ast.expr) -> bool:
    """Whether a test asks the worker's own business, which is none of the bridge's: was it cancelled, is it too late?"""
    match test:
        case ast.BoolOp(values=values):
            return all(asks_worker(reading, value) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return asks_worker(reading, operand)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]) if _is_late(
            reading, left, right
        ) or _is_late(reading, right, left):
            return True
    return _of_the_worker(reading, test, NONE)


def _of_the_worker(reading: Reading, node: ast.expr, seen: Names) -> bool:
    """Whether an expression is made of nothing but the current worker, or of a flag that stops it."""
    reads = reading.scope.expression(node).reads
    handles = frozenset(name for name in reads - seen if _is_handle(reading, name, seen))
    stops = any(isinstance(inner, ast.Attribute) and _STOPS.search(inner.attr) for inner in walk(node))
    current = any(
        view is not None and view.dotted == "textual.worker.get_current_worker" for _, view in reading.calls(node)
    )
    event = any(isinstance(inner, ast.Attribute) and inner.attr == "is_set" for inner in walk(node))
    return (current or event or bool(handles) or (stops and bool(reads))) and (stops or reads <= handles)


def _is_handle(reading: Reading, name: str, seen: Names) -> bool:
    """Whether a local name only ever holds what an expression of the worker's gives."""
    values = _values_of(reading, name)
    return bool(values) and all(
        value is not None and _of_the_worker(reading, value, seen | frozenset({name})) for value in values
    )


def _is_late(reading: Reading, kept: ast.expr, now: ast.expr) -> bool:
    """`generation != self._generation`: what it was before the fetch, or was handed in, and what it is by now."""
    if not isinstance(kept, ast.Name) or not isinstance(now, ast.Attribute):
        return False
    values = _values_of(reading, kept.id)
    if not values:
        return kept.id in reading.scope.params and self_attribute(now, reading.receiver) is not None
    return all(value is not None and ast.unparse(value) == ast.unparse(now) for value in values)


def _values_of(reading: Reading, name: str) -> list[ast.expr | None]:
    """What a name is bound to, wherever that is; None for what is no plain assignment."""
    return [
        statement.value if isinstance(statement, ast.Assign) else None
        for _, statement in every_statement(reading.body)
        if name in bound_names([statement])
        and (isinstance(statement, FunctionNode) or not list(lists_below(statement)))
    ]
