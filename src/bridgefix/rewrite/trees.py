"""A text's tree, the functions in it, and the statements in these."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bridgefix.facts import Span
from bridgefix.rewrite.edit import Address, qualified
from bridgefix.rewrite.names import FunctionNode, children


@lru_cache(maxsize=64)
def parsed(text: str) -> ast.Module:
    """The tree of a text that is known to parse, without the types of variables.

    `rows: list[Row] = ask()` is `rows = ask()` there. In a function the type is never looked at (PEP 526); what it is
    elsewhere changes nothing of what is asked here.
    """
    tree = ast.parse(text)
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        for field in ("body", "handlers", "cases", "orelse", "finalbody"):
            statements = getattr(node, field, [])
            statements[:] = map(_untyped, statements)
            todo += statements
    return tree


def _untyped(statement: ast.AST) -> ast.AST:
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return ast.copy_location(ast.Assign([statement.target], statement.value), statement)
    return statement


def find_function(text: str, qualname: str) -> FunctionNode | None:
    """The `def` with this qualified name in a text that is known to parse, ordinals as in `edit.qualified`."""
    return _functions(text).get(qualname)


@lru_cache(maxsize=64)
def _functions(text: str) -> dict[str, FunctionNode]:
    """All functions of a text: several fixes ask for several of them."""
    seen: dict[str, int] = {}
    found: dict[str, FunctionNode] = {}

    todo: list[tuple[ast.AST, tuple[str, ...]]] = [(node, ()) for node in reversed(parsed(text).body)]
    while todo:
        node, path = todo.pop()
        if isinstance(node, FunctionNode | ast.ClassDef):
            name = qualified(path, node.name, seen)
            if isinstance(node, FunctionNode):
                found[name] = node
            todo += [(inner, (*path, node.name)) for inner in reversed(node.body)]
        elif not isinstance(node, ast.expr):
            todo += [(inner, path) for inner in reversed(list(children(node)))]
    return found


def span(node: ast.expr | ast.stmt) -> Span:
    """The key under which the model knows an expression or a statement; in the order of the text."""
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0


def lists_below(statement: ast.stmt) -> Iterator[tuple[Address, list[ast.stmt]]]:
    """The statement lists directly inside a compound statement, with their addresses below it."""
    for field in ("body", "orelse", "finalbody"):
        inner = getattr(statement, field, None)
        if isinstance(inner, list) and inner:
            yield (field,), inner
    for index, handler in enumerate(getattr(statement, "handlers", ())):
        yield ("handlers", index, "body"), handler.body
    for index, case in enumerate(getattr(statement, "cases", ())):
        yield ("cases", index, "body"), case.body


def every_statement(body: Sequence[ast.stmt], address: Address = ("body",)) -> Iterator[tuple[Address, ast.stmt]]:
    """All statements at any depth with their addresses, in order; not those of nested functions."""
    for index, statement in enumerate(body):
        here = (*address, index)
        yield here, statement
        if not isinstance(statement, FunctionNode | ast.ClassDef):
            for below, inner in lists_below(statement):
                yield from every_statement(inner, (*here, *below))
