"""Small changes to a text in the places that `ast` names: all other bytes stay as they are."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable
from typing import NamedTuple

from bridgefix.effects import Model
from bridgefix.facts import Function
from bridgefix.rewrite.names import FunctionNode, children, walk
from bridgefix.sources import width

Position = tuple[int, int]
"""Line from 1, column in UTF-8 bytes from 0, as `ast` counts."""


class Splice(NamedTuple):
    """What comes to stand between two positions."""

    start: Position
    end: Position
    text: str


def begins(node: ast.expr | ast.stmt | ast.keyword) -> Position:
    """Where a node begins."""
    return node.lineno, node.col_offset


def ends(node: ast.expr | ast.stmt | ast.keyword) -> Position:
    """The position after a node."""
    return node.end_lineno or node.lineno, node.end_col_offset or 0


def over(node: ast.expr, text: str) -> Splice:
    """A text in the place of a node."""
    return Splice(begins(node), ends(node), text)


def before(node: ast.expr | ast.stmt, text: str) -> Splice:
    """A text right before a node."""
    return Splice(begins(node), begins(node), text)


def after(node: ast.expr, text: str) -> Splice:
    """A text right after a node."""
    return Splice(ends(node), ends(node), text)


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with all splices made. They may touch, but not overlap; those at one place go in the order given."""
    rows = rows_of(text)
    todo = [(_offset(rows, s.start), _offset(rows, s.end), s.text) for s in splices]
    found: list[str] = []
    done = 0
    for start, end, new in sorted(todo, key=lambda item: item[:2]):
        if start < done:
            raise ValueError("splices overlap")
        found += [text[done:start], new]
        done = end
    return "".join([*found, text[done:]])


def segment(text: str, node: ast.expr | ast.stmt | ast.keyword) -> str:
    """The source of a node."""
    rows = rows_of(text)
    return text[_offset(rows, begins(node)) : _offset(rows, ends(node))]


def handed(text: str, call: ast.Call, head: str) -> list[Splice]:
    """`f(a, b)` as `head(f, a, b)`, the arguments left where they are."""
    rows = rows_of(text)
    start = _offset(rows, ends(call.func))
    opening = ends(call.func)[0], ends(call.func)[1] + 1
    begin = Splice(begins(call), begins(call), f"{head}(")
    if not call.args and not call.keywords:
        return [begin, Splice(ends(call.func), ends(call), ")")]
    assert text[start] == "("
    gap = re.match(r"[ \t]*\n[ \t]*", text[start + 1 :])
    if gap is None:
        return [begin, Splice(ends(call.func), opening, ", ")]
    given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    first = min(given, key=begins)
    if _share_a_line(text, call) and _offset(rows, begins(first)) == start + 1 + len(gap[0]):
        line = len(gap[0].rpartition("\n")[2]) + len(segment(text, call.func)) + 2 + len(rows[first.lineno - 1].strip())
        if line <= width(text):
            return [
                Splice(begins(call), begins(call), f"{head}({gap[0]}"),
                Splice(ends(call.func), begins(first), ", "),
            ]
    return [Splice(begins(call), begins(call), f"{head}({gap[0]}"), Splice(ends(call.func), opening, ",")]


def _share_a_line(text: str, call: ast.Call) -> bool:
    """Whether a call and its function are split over lines by nothing but the brackets, without a comma at the end."""
    given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    lines = {line for node in given for line in (node.lineno, node.end_lineno)}
    rows = rows_of(text)
    rest = text[max(_offset(rows, ends(node)) for node in given) : _offset(rows, ends(call)) - 1]
    return len(lines) == 1 and call.lineno == call.func.end_lineno and not rest.strip()


def indentation(text: str, line: int) -> str:
    """The white space that a line begins with."""
    found = re.match(r"[ \t\f]*", rows_of(text)[line - 1])
    return found[0] if found is not None else ""


def begins_its_line(text: str, statement: ast.stmt) -> bool:
    """Whether only white space stands before a statement in its line."""
    return not rows_of(text)[statement.lineno - 1].encode()[: statement.col_offset].strip()


def bound_before(text: str, statement: ast.stmt, part: ast.expr, name: str, again: Iterable[ast.expr] = ()) -> str:
    """The text with a part of a statement bound to a name right before it; the statement begins its line.

    `again` are other places of the same expression, which become the name.
    """
    indent, line = indentation(text, statement.lineno), f"{name} = {segment(text, part)}\n"
    rows, row = rows_of(text), statement.lineno
    while isinstance(statement, FunctionNode) and row > 1 and not rows[row - 2].strip():
        row -= 1
    # The blank lines above a local function are there for its sake.
    first = before(statement, line + indent) if row == statement.lineno else Splice((row, 0), (row, 0), indent + line)
    return spliced(text, [first, over(part, name), *(over(other, name) for other in again)])


def comments(source: str) -> list[str]:
    """The comments in the source of an expression."""
    lines = io.StringIO(f"({source}\n)").readline
    return [token.string for token in tokenize.generate_tokens(lines) if token.type == tokenize.COMMENT]


def spans_lines(source: str) -> bool:
    """Whether a string goes on in the next line: to indent that otherwise would change it."""
    tokens = tokenize.generate_tokens(io.StringIO(f"if 1:\n{source}").readline)
    return any(
        t.start[0] != t.end[0] for t in tokens if t.type == tokenize.STRING or "FSTRING" in tokenize.tok_name[t.type]
    )


def rows_of(text: str) -> list[str]:
    """The lines of a text with their ends, as `ast` counts them."""
    rows = re.findall(r"[^\r\n]*(?:\r\n?|\n)", text)
    return [*rows, text[sum(map(len, rows)) :]]


def _offset(rows: list[str], position: Position) -> int:
    line, column = position
    before = sum(len(row) for row in rows[: line - 1])
    return before + len(rows[line - 1].encode("utf-8")[:column].decode("utf-8", "ignore"))


def enclosing(model: Model, function: Function) -> Function:
    """The `def` whose text a function stands in: itself, or the one round a lambda."""
    while function.is_lambda and function.parent is not None:
        function = model.project.parent(function)
    return function


def parents(node: ast.AST) -> dict[ast.AST, ast.AST]:
    """What each node below `node` stands in."""
    return {child: outer for outer in walk(node) for child in children(outer)}
