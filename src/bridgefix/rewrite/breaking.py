"""A call that would make its line too long, broken over several as black and ruff would."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from bridgefix.rewrite.splicing import Splice, begins, begins_its_line, indentation, over, segment
from bridgefix.sources import width

_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return)


def broken(text: str, call: ast.Call, outer: Mapping[ast.AST, ast.AST], head: str, tight: bool) -> Splice | None:
    """`x = f(a)` as `x = head(f, a)` over several lines; None where it fits on one, or is no statement of that form.

    Args:
        text: the file.
        call: the call; what stands right of it in the statement is asked of its result.
        outer: what each node stands in.
        head: what the function and its arguments are handed to: `await asyncio.to_thread`.
        tight: whether the result needs brackets of its own.
    """
    statement = _statement(call, outer)
    if statement is None or statement.lineno != statement.end_lineno or not begins_its_line(text, statement):
        return None
    arguments: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    given = sorted(arguments, key=begins)
    parts = [segment(text, call.func), *(segment(text, part) for part in given)]
    source, pad, room = segment(text, statement), indentation(text, statement.lineno), width(text)
    if "".join(segment(text, call).split()) != "".join(f"{parts[0]}({','.join(parts[1:])})".split()):
        return None  # brackets round an argument, of which `ast` knows nothing, or a comma at the end
    made = f"{head}({', '.join(parts)})"
    if len(pad) + len(source) - len(segment(text, call)) + len(made) + 2 * tight <= room:
        return None
    if tight:
        deeper = pad + _step(pad)
        fits = len(deeper) + len(made) <= room
        return over(call, f"(\n{deeper}{made if fits else _laid_out(head, parts, deeper, room)}\n{pad})")
    return over(call, _laid_out(head, parts, pad, room))


def _laid_out(head: str, parts: Sequence[str], pad: str, room: int) -> str:
    """A call with its arguments on a line of their own, or each on one."""
    inner = f"{pad}{_step(pad)}{', '.join(parts)}\n"
    if len(inner) > room + 1:
        inner = "".join(f"{pad}{_step(pad)}{part},\n" for part in parts)
    return f"{head}(\n{inner}{pad})"


def _step(pad: str) -> str:
    """One step of indentation more, of what the line is indented by."""
    return "\t" if pad.startswith("\t") else "    "


def _statement(call: ast.Call, outer: Mapping[ast.AST, ast.AST]) -> ast.stmt | None:
    """The statement that begins, or whose value begins, with a call."""
    node: ast.expr = call
    while True:
        match outer[node]:
            case (ast.Attribute(value=below) | ast.Subscript(value=below) | ast.Call(func=below)) as above if (
                below is node
            ):
                node = above
            case ast.stmt() as statement if isinstance(statement, _SIMPLE) and statement.value is node:
                return statement
            case _:
                return None
