"""A local function that shows, written before the fetch, goes down to the crossing that uses it: there it is cut."""

from __future__ import annotations

import ast

from bridgefix.rewrite.crossing import callback_of
from bridgefix.rewrite.names import FunctionNode, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rewrite.splicing import begins_its_line, indentation, rows_of, spans_lines


def sunk(reading: Reading, text: str, region: Region) -> str | None:
    """The text with the first such function moved down; None where there is none.

    What a `def` does is to bind its name, so it may stand wherever nothing has asked for it yet: its body reads the
    names round it only when it runs.
    """
    after = region.body[region.start : region.end]
    crossed = {
        callback.id
        for statement in after
        for call in reading.deed(statement).crossings
        if isinstance(callback := callback_of(call), ast.Name)
    }
    for _, statement in region.before:
        if not isinstance(statement, FunctionNode) or statement.name not in crossed or statement.decorator_list:
            continue
        if statement.args.defaults or any(statement.args.kw_defaults):
            continue
        uses = {id(n) for n in walk(reading.node) if isinstance(n, ast.Name) and n.id == statement.name}
        users = [s for s in after if any(id(n) in uses for n in walk(s))]
        if uses - {id(n) for s in users for n in walk(s)}:
            continue
        if begins_its_line(text, users[0]) and begins_its_line(text, statement):
            moved = _moved(text, statement, users[0])
            if moved is not None:
                return moved
    return None


def _moved(text: str, function: FunctionNode, user: ast.stmt) -> str | None:
    rows = rows_of(text)
    old, new = indentation(text, function.lineno), indentation(text, user.lineno)
    first, last = function.lineno - 1, function.end_lineno or function.lineno
    while first and rows[first - 1].startswith(f"{old}#"):
        first -= 1
    body = rows[first:last]
    if old != new and spans_lines("".join(body)):
        return None
    body = [new + row.removeprefix(old) if row.strip() else row for row in body]
    if last < len(rows) and not rows[last].strip():
        last += 1
    to = user.lineno - 1
    while to > last and rows[to - 1].startswith(f"{new}#"):
        to -= 1
    return "".join([*rows[:first], *rows[last:to], *body, *rows[to:]])
