"""Whether what is shown takes its data for a number or a text, and not for the list or the dict that a bridge is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bridgefix.facts import Function
from bridgefix.rewrite.names import children, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import find_function
from bridgefix.symbols import has_receiver

_RECKONED, _WRITTEN, _ASKED, _OTHER = "reckoned", "written", "asked", "other"
_RECKONING = frozenset("abs float int round".split())
_WRITING = frozenset("format repr str".split())
_DEEP = 3
"""Over how many calls a value is followed."""


class Place(NamedTuple):
    """Where a value is used, and how: it is reckoned with, written out, asked whether it is there, or something else."""

    node: ast.expr
    how: str


def reckoned_with(reading: Reading, name: str, statements: Sequence[ast.stmt]) -> ast.expr | None:
    """Where statements reckon with what a name or an attribute, as it is spelled, holds, or compare it with a number."""
    return next((place.node for place in _uses(reading, name, statements) if place.how == _RECKONED), None)


def only_written_out(reading: Reading, name: str, statements: Sequence[ast.stmt]) -> ast.expr | None:
    """Where they write it out, if they do nothing else with it."""
    places = list(_uses(reading, name, statements))
    if any(place.how not in (_WRITTEN, _ASKED) for place in places):
        return None
    return next((place.node for place in places if place.how == _WRITTEN), None)


def _uses(reading: Reading, name: str, statements: Sequence[ast.stmt], depth: int = 0) -> Iterator[Place]:
    for statement in statements:
        for parent in walk(statement):
            for node in children(parent):
                if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                    if ast.unparse(node) == name:
                        yield from _use(reading, node, parent, statement, depth)


def _use(reading: Reading, node: ast.expr, parent: ast.AST, statement: ast.stmt, depth: int) -> Iterator[Place]:
    match parent:
        case ast.FormattedValue():
            yield Place(node, _WRITTEN)
        case ast.Call(func=ast.Name(id=word)) if word in _RECKONING | _WRITING:
            yield Place(node, _RECKONED if word in _RECKONING else _WRITTEN)
        case ast.BinOp(left=left, right=right):
            other = right if left is node else left
            number = isinstance(other, ast.Constant) and isinstance(other.value, int | float)
            text = isinstance(other, ast.JoinedStr) or (
                isinstance(other, ast.Constant) and isinstance(other.value, str)
            )
            yield Place(node, _RECKONED if number else _WRITTEN if text else _OTHER)
        case ast.Compare(left=left, comparators=[right]):
            other = right if left is node else left
            value = other.value if isinstance(other, ast.Constant) else Ellipsis
            compared = isinstance(value, int | float) and not isinstance(parent.ops[0], ast.In | ast.NotIn)
            yield Place(node, _RECKONED if compared else _ASKED if value is None else _OTHER)
        case ast.If() | ast.While() | ast.UnaryOp(op=ast.Not()):
            yield Place(node, _ASKED)
        case ast.IfExp(test=test) if test is node:
            yield Place(node, _ASKED)
        case ast.Call() if depth < _DEEP:
            yield from _in_callees(reading, node, parent, depth)
        case ast.keyword():
            calls = (call for call in walk(statement) if isinstance(call, ast.Call) and parent in call.keywords)
            for call in calls if depth < _DEEP else ():
                yield from _in_callees(reading, node, call, depth)
        case _:
            yield Place(node, _OTHER)


def _in_callees(reading: Reading, node: ast.expr, call: ast.Call, depth: int) -> Iterator[Place]:
    """What the functions that a call runs do with one of its arguments."""
    view = reading.view(call)
    crossing = view is not None and view.kind == "crossing"
    targets = () if view is None else view.runs if crossing else view.targets
    found = False
    for target in targets:
        param = _param(target, node, call, crossing)
        body = find_function(reading.text, target.qualname) if target.path == reading.path else None
        if param is None or body is None:
            found = False
            break
        reading.model.effects.asked.texts.add(target.id)
        found = True
        yield from _uses(reading, param, body.body, depth + 1)
    if not found:
        yield Place(node, _OTHER)


def _param(target: Function, node: ast.expr, call: ast.Call, crossing: bool) -> str | None:
    """The parameter of a function that an argument is."""
    by_name = next((keyword.arg for keyword in call.keywords if keyword.value is node), None)
    if by_name is not None:
        return by_name if any(param.name == by_name for param in target.params) else None
    place = next((index for index, arg in enumerate(call.args) if arg is node), -1) - crossing + has_receiver(target)
    if not 0 <= place < len(target.params) or target.params[place].kind in ("args", "kwargs", "keyword"):
        return None
    return target.params[place].name
