"""The part of a fetched value that callers give the bridge: it has to be bound by a statement of its own first."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from bridgefix.rewrite.brought import answer_within
from bridgefix.rewrite.datum import LAZY, Supply
from bridgefix.rewrite.given import Contradiction, assigned, traced
from bridgefix.rewrite.names import root, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Hoist, Region
from bridgefix.rewrite.trees import every_statement
from bridgefix.rewrite.words import singular


def part_of_value(reading: Reading, found: Contradiction, before: Sequence[ast.stmt]) -> Hoist | None:
    """The part of a statement that is what a caller gives."""
    if found.statement is None or (value := assigned(found.statement)) is None:
        return None
    for node in walk(value):
        if isinstance(node, ast.expr) and node is not value:
            own = traced(reading, node, before)
            if own is not None and own.text == found.given.text and own.fetches & found.given.fetches:
                return Hoist(found.statement, node)
    return None


def fetch_within(reading: Reading, statement: ast.stmt) -> Hoist | None:
    """The answer of which an assignment makes something."""
    value = assigned(statement)
    answer = None if value is None else answer_within(reading, value)
    return None if answer is None else Hoist(statement, answer)


def part_shown(
    reading: Reading,
    region: Region,
    supply: Supply,
    found: Contradiction,
    before: Sequence[ast.stmt],
    param: str,
    name: str,
) -> Hoist | None:
    """What a caller gives, where all that is shown of a local is that part of it: `for row in answer["rows"]:`."""
    shown = [statement for index in supply.slice.moved for _, statement in region.inner(index)]
    spelled: dict[str, list[ast.expr]] = {}
    for statement in shown:
        if name in reading.use(statement).binds | reading.changed(reading.use(statement)):
            return None
        for node in walk(statement):
            if isinstance(node, ast.expr) and _takes_part(node) and root(node) == name:
                spelled.setdefault(ast.unparse(node), []).append(node)
    for nodes in spelled.values():
        own = traced(reading, nodes[0], before)
        names = [node for statement in shown for node in _names(statement, name)]
        covered = [inner for node in nodes for inner in _names(node, name)]
        if own is not None and own.text == found.given.text and own.fetches & found.given.fetches:
            first = region.body[supply.slice.moved[0]]
            return Hoist(first, nodes[0], tuple(nodes[1:]), param) if len(covered) == len(names) else None
    return None


def gone_through(reading: Reading, name: str, param: str) -> Hoist | None:
    """The fetch that a loop goes through to fill a local, where the loop calls `pod` what the bridge calls `pods`."""
    found: list[Hoist] = []
    for _, statement in every_statement(reading.body):
        match statement:
            case ast.For(target=ast.Name(id=one), iter=gone) if one != param and one == _one_of(param):
                lazy = isinstance(gone, ast.Attribute) and LAZY.search(gone.attr)
                use = reading.use(statement)
                answer = None if lazy else answer_within(reading, gone)
                if answer is not None and name in use.binds | use.changes:
                    found.append(Hoist(statement, answer, name=param))
    return found[0] if len(found) == 1 else None


def _one_of(name: str) -> str:
    """`late_orders` → `late_order`."""
    before, joint, last = name.rpartition("_")
    return before + joint + singular(last)


def _takes_part(node: ast.expr) -> bool:
    """`answer["rows"]`, `answer.rows`, `answer.get("rows", [])`: a part of what a name holds."""
    match node:
        case ast.Subscript(value=ast.Name(), slice=ast.Constant()) | ast.Attribute(value=ast.Name()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr="get"), args=args, keywords=[]):
            return all(isinstance(arg, ast.Constant | ast.List | ast.Dict) for arg in args)
    return False


def _names(tree: ast.AST, name: str) -> list[ast.AST]:
    """The places in which a name is mentioned."""
    return [
        node
        for node in walk(tree)
        if (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.arg) and node.arg == name)
    ]
