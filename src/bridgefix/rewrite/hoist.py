"""A fetch in the midst of a statement becomes a statement of its own: `show(ask())` as `data = ask()`, `show(data)`."""

from __future__ import annotations

import ast
import re

from bridgefix.rewrite.datum import is_lazy
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Hoist


def hoisted(reading: Reading, text: str, found: Hoist, name: str) -> str:
    """The text with the fetch bound to `name` right before its statement.

    Raises Refusal where the fetch may be lazy: then each turn of the loop fetches, and a bridge would block.
    """
    fetch = found.fetch
    call = fetch.value if isinstance(fetch, ast.Await) else fetch
    line = fetch.lineno
    if isinstance(found.statement, ast.For) and isinstance(call, ast.Call) and is_lazy(reading, call):
        raise reading.refuse(
            f"`{ast.unparse(call.func)}` on line {line} may fetch at each turn of the loop that shows", line
        )
    if not _is_first_named(reading.node, found.statement, name) and (
        name in reading.scope.locals or name in {n.id for n in ast.walk(reading.node) if isinstance(n, ast.Name)}
    ):
        raise reading.refuse(f"what line {line} fetches has no name, and `{name}` means something else there", line)
    rows = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    first = found.statement.lineno - 1
    start, end = (
        _offset(rows, fetch.lineno, fetch.col_offset),
        _offset(rows, fetch.end_lineno or fetch.lineno, fetch.end_col_offset or 0),
    )
    source = text[start:end]
    head = len("".join(rows[:first]))
    indent = re.match(r"[ \t\f]*", rows[first])
    assert indent is not None
    newline = "\r\n" if rows[first].endswith("\r\n") else "\n"
    if text[head : _offset(rows, found.statement.lineno, found.statement.col_offset)].strip():
        raise reading.refuse(f"line {line} fetches in a line with other statements", line)
    return text[:head] + f"{indent[0]}{name} = {source}{newline}" + text[head:start] + name + text[end:]


def _is_first_named(node: ast.AST, statement: ast.stmt, name: str) -> bool:
    """Whether a statement is `name = …` and the first to mention the name: it may as well make it in two steps."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=bound)], value=value) if bound == name:
            used = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == name]
            inside = {id(n) for n in ast.walk(value)}
            return not any(n.lineno < statement.lineno or id(n) in inside for n in used)
    return False


def _offset(rows: list[str], line: int, column: int) -> int:
    """`ast` counts columns in UTF-8 bytes."""
    before = sum(len(row) for row in rows[: line - 1])
    return before + len(rows[line - 1].encode("utf-8")[:column].decode("utf-8", "ignore"))
