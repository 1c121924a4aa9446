"""What shows, and is written before the fetch, goes down to where it is needed: local functions, and look-ups."""

from __future__ import annotations

import ast

from bridgefix.rewrite.crossing import callback_of
from bridgefix.rewrite.names import FunctionNode, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rewrite.runs import Finder
from bridgefix.rewrite.splicing import begins_its_line, indentation, rows_of, spans_lines
from bridgefix.textual_api import LOOKUPS


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


def lowered(finder: Finder, text: str) -> str | None:
    """The text with the first widget that is looked up before the worker waits, and that one run alone needs, looked up
    right before that run; None where there is none.
    """
    reading, body = finder.reading, finder.reading.body
    runs = [run for run in finder.runs() if run.address == ("body",)]
    for index, statement in enumerate(body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Call() as call) if _looks_up(
                reading, call
            ):
                pass
            case _:
                continue
        uses = {id(n) for n in walk(reading.node) if isinstance(n, ast.Name) and n.id == name and n is not target}
        for run in runs:
            start = min(finder.leading(body, run.start, run.end), default=run.start)
            between = body[index + 1 : start]
            if not uses or uses - {id(n) for s in body[start : run.end] for n in walk(s)}:
                continue
            if not any(reading.deed(s).blocks for s in between) or any(finder.shows(s) for s in between):
                continue
            if begins_its_line(text, statement) and begins_its_line(text, body[start]):
                if (moved := _moved(text, statement, body[start])) is not None:
                    return moved
    return None


def _looks_up(reading: Reading, call: ast.Call) -> bool:
    """Whether a call only looks a widget up, by what is the same later on."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LOOKUPS:
        return False
    names = {n.id for n in walk(call) if isinstance(n, ast.Name)} - {reading.receiver}
    return names.isdisjoint(reading.scope.locals) and not any(
        isinstance(n, ast.Call) for a in call.args for n in walk(a)
    )


def _moved(text: str, statement: ast.stmt, user: ast.stmt) -> str | None:
    rows = rows_of(text)
    old, new = indentation(text, statement.lineno), indentation(text, user.lineno)
    first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
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
