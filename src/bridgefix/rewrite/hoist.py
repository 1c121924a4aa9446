"""A fetch in the midst of a statement becomes a statement of its own: `show(ask())` as `data = ask()`, `show(data)`."""

from __future__ import annotations

import ast

from bridgefix.rewrite.datum import is_lazy
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Hoist
from bridgefix.rewrite.splicing import begins_its_line, bound_before


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
        name in reading.scope.locals or name in {n.id for n in walk(reading.node) if isinstance(n, ast.Name)}
    ):
        raise reading.refuse(f"what line {line} fetches has no name, and `{name}` means something else there", line)
    if not begins_its_line(text, found.statement):
        raise reading.refuse(f"line {line} fetches in a line with other statements", line)
    return bound_before(text, found.statement, fetch, name, found.again)


def _is_first_named(node: ast.AST, statement: ast.stmt, name: str) -> bool:
    """Whether a statement is `name = …` and the first to mention the name: it may as well make it in two steps."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=bound)], value=value) if bound == name:
            used = [n for n in walk(node) if isinstance(n, ast.Name) and n.id == name]
            inside = {id(n) for n in walk(value)}
            return not any(n.lineno < statement.lineno or id(n) in inside for n in used)
    return False
