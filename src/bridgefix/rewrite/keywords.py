"""Keyword arguments set in a call or a decorator, in the layout that it has."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping
from functools import lru_cache

from bridgefix.facts import Span
from bridgefix.findings import Refusal
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.splicing import (
    Position,
    Splice,
    after,
    comments,
    ends,
    indentation,
    over,
    segment,
)
from bridgefix.rewrite.trees import parsed, span
from bridgefix.sources import width


def with_keywords(
    text: str, node: ast.expr, values: Mapping[str, str], positions: Mapping[str, int] | None = None
) -> list[Splice]:
    """What makes of `f(a)` `f(a, key=value)`, and of a bare decorator `f` `f(key=value)`.

    A keyword that is there gets the new value; others come last, in the order given.

    Args:
        values: sources by keyword.
        positions: where the parameters stand that can be given by position.
    Raises Refusal for a call that could not be read.
    """
    if not isinstance(node, ast.Call):
        return [after(node, f"({_listed(values)})")]
    there = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
    for name, place in (positions or {}).items():
        if place < len(node.args):
            there[name] = node.args[place]
    missing = {name: value for name, value in values.items() if name not in there}
    changed = {name: value for name, value in values.items() if name in there}
    splices = [over(there[name], value) for name, value in changed.items()]
    if not missing:
        return splices
    if not changed and (whole := _broken_up(text, node, missing)) is not None:
        return [whole]
    return [*splices, *_appended(text, node, missing)]


def node_at(text: str, where: Span, path: str) -> ast.expr:
    """The call, or the bare decorator, at a place of a file. Raises Refusal where it is not there."""
    found = _nodes(text).get(where)
    if found is None:
        raise Refusal("this place could not be found again", where[0], path)
    return found


@lru_cache(maxsize=64)
def _nodes(text: str) -> dict[Span, ast.expr]:
    # Of several at one place, the first that a walk comes to.
    nodes = [node for node in walk(parsed(text)) if isinstance(node, ast.Call | ast.Name | ast.Attribute)]
    return {span(node): node for node in reversed(nodes)}


def _listed(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())


def _appended(text: str, call: ast.Call, values: Mapping[str, str]) -> Iterator[Splice]:
    last, end = _last_token(text, call)
    closing = ends(call)[0], ends(call)[1] - 1
    if end[0] == closing[0]:
        yield Splice(end, end, {"(": "", ",": " "}.get(last, ", ") + _listed(values))
        return
    # Each argument has a line of its own: so have the new ones, below a comment that belongs to the last one.
    if last not in ("(", ","):
        yield Splice(end, end, ",")
    indent = indentation(text, end[0]) if last != "(" else indentation(text, closing[0]) + "    "
    below = (end[0] + 1, 0)
    yield Splice(below, below, "".join(f"{indent}{name}={value},\n" for name, value in values.items()))


def _broken_up(text: str, call: ast.Call, values: Mapping[str, str]) -> Splice | None:
    """A call of one line that would become too long, with a line for each argument."""
    if call.lineno != call.end_lineno or not (call.args or call.keywords):
        return None
    line = text.split("\n")[call.lineno - 1]
    if line.encode()[call.end_col_offset :].strip():
        return None  # more follows, and would hang on a bracket that closes something else
    if len(line) + len(_listed(values)) + 2 <= width(text) or comments(segment(text, call)):
        return None
    inside = [segment(text, arg) for arg in call.args]
    inside += [
        f"{item.arg}=" * bool(item.arg) + "**" * (not item.arg) + segment(text, item.value) for item in call.keywords
    ]
    # Brackets of its own round an argument are unknown to `ast`.
    source = "".join(segment(text, call)[len(segment(text, call.func)) :].split())
    if source.replace(",)", ")") != f"({','.join(''.join(part.split()) for part in inside)})".replace(",)", ")"):
        return None
    indent = indentation(text, call.lineno)
    rows = [*inside, *(f"{name}={value}" for name, value in values.items())]
    alone = f"{indent}    {', '.join(rows)}\n"
    body = alone if len(alone) <= width(text) + 1 else "".join(f"{indent}    {row},\n" for row in rows)
    return Splice(ends(call.func), ends(call), f"(\n{body}{indent})")


def _last_token(text: str, call: ast.Call) -> tuple[str, Position]:
    """The last token before the closing bracket of a call, and the position after it."""
    start = ends(call.func)
    source = segment(text, call)[len(segment(text, call.func)) :]
    skipped = (tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    try:
        tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type not in skipped]
    except (tokenize.TokenError, SyntaxError) as error:
        raise Refusal("the arguments of this call could not be read", call.lineno) from error
    if len(tokens) < 2 or tokens[0].string != "(":
        raise Refusal("the arguments of this call could not be read", call.lineno)
    token = tokens[-2]
    row, column = token.end
    size = len(token.line[:column].encode())
    line = start[0] + row - 1
    return token.string, (line, size + (start[1] if row == 1 else 0))
