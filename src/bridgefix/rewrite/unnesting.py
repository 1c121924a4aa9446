"""What stands in the `else` of a `try` may as well stand behind it, where whatever failed has left the method.

There it can go to the bridge: totals, say, that are made of what was fetched.
"""

from __future__ import annotations

import ast

from bridgefix.rewrite.names import TRIES
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.splicing import begins_its_line, indentation, rows_of, spans_lines
from bridgefix.rewrite.trees import every_statement


def without_else(reading: Reading, text: str) -> str | None:
    """The text with the first such `else` taken off; None where there is none."""
    for _, statement in every_statement(reading.body):
        if (
            isinstance(statement, TRIES)
            and statement.orelse
            and not statement.finalbody
            and all(reading.use(handler.body[-1]).stops for handler in statement.handlers)
            and any(reading.deed(inner).blocks for inner in statement.body)
        ):
            return _moved(text, statement.orelse, indentation(text, statement.lineno))
    return None


def _moved(text: str, body: list[ast.stmt], indent: str) -> str | None:
    rows = rows_of(text)
    first, last = body[0].lineno - 1, body[-1].end_lineno or body[-1].lineno
    head = first - 1
    while head and not rows[head].strip().startswith("else"):
        head -= 1
    inner = indentation(text, body[0].lineno)
    moved = rows[head + 1 : last]
    if rows[head].strip() != "else:" or not begins_its_line(text, body[0]) or spans_lines("".join(moved)):
        return None
    if not all(row.startswith(inner) or not row.strip() for row in moved):
        return None
    return "".join(
        [*rows[:head], *(indent + row.removeprefix(inner) if row.strip() else row for row in moved), *rows[last:]]
    )
