"""What a statement that fetches gives: the answer, a part of it, or something that it makes of it in the same line."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from bridgefix.rewrite.reading import Reading

DECODING = frozenset("content data decode fetchall json loads read splitlines stdout strip text".split())
"""Attributes and methods that turn what came over the wire into data."""

_TAKING = DECODING | {"get", "split"}
"""Methods that give what their object holds."""


def brings(reading: Reading, statement: ast.stmt) -> bool:
    """Whether what a statement that fetches binds, or adds to a collection, is the answer, a part or a choice of it.

    `names = [pod["name"] for pod in fetch()]` fetches and makes something else of it in one.
    """
    value = statement.value if isinstance(statement, ast.Assign) else _added(statement)
    return value is None or gives(reading, value)


def gives(reading: Reading, value: ast.expr) -> bool:
    """Whether an expression is an answer, a part or a choice of it."""
    return any(is_answer(reading, one) for one in choices(value))


def is_answer(reading: Reading, value: ast.expr) -> bool:
    """Whether an expression is what a fetch gives, or a part of that."""
    return is_part(value, lambda node: _is_fetch(reading, node))


def choices(value: ast.expr) -> Iterator[ast.expr]:
    """What an expression chooses from: `fetch()` of `sorted(fetch())`, of `self._known or fetch()`."""
    match value:
        case (
            ast.Call(func=ast.Name(id="list" | "sorted" | "tuple" | "reversed"), args=[below, *_])
            | ast.Call(func=ast.Name(id="cast") | ast.Attribute(attr="cast"), args=[_, below])
            | ast.Subscript(value=below, slice=ast.Slice())
        ):
            yield from choices(below)
        case ast.ListComp(
            elt=ast.Name(id=kept), generators=[ast.comprehension(target=ast.Name(id=each), iter=below)]
        ) if kept == each:
            yield from choices(below)
        case ast.BoolOp(values=several):
            for one in several:
                yield from choices(one)
        case ast.IfExp(body=one, orelse=other):
            yield from choices(one)
            yield from choices(other)
        case _:
            yield value


def _is_fetch(reading: Reading, node: ast.expr) -> bool:
    """Whether an expression is a call that fetches itself, rather than by what it is called on or given."""
    match node:
        case ast.Await(value=ast.Call() as call) | (ast.Call() as call):
            view = reading.view(call)
            if view is not None and view.blocks:
                return True
            below = [call.func, *call.args, *(keyword.value for keyword in call.keywords)]
            return bool(reading.deed_of(node).blocks) and not any(reading.deed_of(part).blocks for part in below)
    return False


def answer_within(reading: Reading, value: ast.expr) -> ast.expr | None:
    """The answer of which an expression makes something, where nothing that may count runs before it is there."""
    node: ast.AST | None = value
    while node is not None and not (isinstance(node, ast.expr) and is_answer(reading, node)):
        node = _first_run(node)
    return node if isinstance(node, ast.expr) else None


def _first_run(node: ast.AST) -> ast.AST | None:
    """What of an expression runs first, names and constants left out; None where that is not looked for."""
    match node:
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return node.generators[0].iter
        case ast.IfExp(test=first) | ast.BoolOp(values=[first, *_]):
            return first
        case ast.Lambda() | ast.Dict():
            return None
        case ast.Call(func=ast.Attribute(value=whose), args=args, keywords=keywords):
            parts: list[ast.AST] = [whose, *args, *keywords]
        case _:
            parts = list(ast.iter_child_nodes(node))
    return next((part for part in parts if not isinstance(part, ast.Name | ast.Constant | _MARKS)), None)


_MARKS = ast.expr_context | ast.boolop | ast.operator | ast.unaryop | ast.cmpop


def adds_part(statement: ast.stmt) -> bool:
    """`rows.extend(page["items"])`, `rows += page`: a collection gets a fetched value, or what that holds."""
    value = _added(statement)
    return value is not None and is_part(value)


def _added(statement: ast.stmt) -> ast.expr | None:
    """What a statement adds to a collection, or in place."""
    match statement:
        case (
            ast.AugAssign(value=value)
            | ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "extend" | "update" | "add"), args=[value]))
        ):
            return value
    return None


def _is_name(value: ast.expr) -> bool:
    return isinstance(value, ast.Name)


def is_part(value: ast.expr, is_whole: Callable[[ast.expr], bool] = _is_name) -> bool:
    """`page`, `page["items"]`, `answer.json()`: a fetched value or what it holds."""
    while not is_whole(value):
        match value:
            case ast.Subscript(value=below, slice=ast.Constant()) | ast.Attribute(value=below) | ast.Await(value=below):
                value = below
            case ast.Call(func=ast.Attribute(value=ast.Name(id="json"), attr="loads"), args=[below, *_]):
                value = below
            case ast.Call(func=ast.Attribute(attr=word) as below) if word in _TAKING:
                value = below
            case ast.BoolOp(op=ast.Or(), values=[below, *_]):
                value = below
            case _:
                return False
    return True
