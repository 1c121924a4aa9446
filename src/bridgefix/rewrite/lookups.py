"""Parts of what touches the UI that have to change threads by themselves: look-ups go to main, what waits stays."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from bridgefix.findings import Finding
from bridgefix.rewrite.crossing import callback_of
from bridgefix.rewrite.names import walk, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.splicing import Splice, before, begins_its_line, comments, indentation, over, segment
from bridgefix.rewrite.staying import Staying
from bridgefix.rewrite.trees import every_statement, span
from bridgefix.sources import width


def looked_up(reading: Reading, finding: Finding, text: str) -> Iterator[Splice]:
    """`cross(self.query_one("#out").update, x)` as `cross(lambda: self.query_one("#out").update(x))`."""
    wanted = set(finding.spans)
    for call in (node for node in walk(reading.node) if isinstance(node, ast.Call)):
        view = reading.view(call)
        if view is None or view.kind != "crossing" or not (call.args or call.keywords):
            continue
        callback = callback_of(call)
        keywords = [k for k in call.keywords if k.arg != "callback"]
        given = [arg for arg in call.args if arg is not callback]
        if isinstance(callback, ast.Call) and callback.args and ast.unparse(callback.func).endswith("partial"):
            given = [*callback.args[1:], *given]
            keywords = [*callback.keywords, *keywords]
            callback = callback.args[0]
        if isinstance(callback, ast.Attribute) and span(callback) in wanted:
            yield over(call, _with_lambda(reading, call, callback, given, keywords, text))


def waited_for(reading: Reading, finding: Finding, text: str) -> Iterator[Splice]:
    """`self.value = fetch()` as `value = fetch()` and `self.value = value`, for the second alone to cross."""
    wanted = set(finding.spans)
    staying = Staying(reading, frozenset())
    for _, statement in every_statement(reading.body):
        match statement:
            case ast.Assign(targets=[ast.Attribute(attr=attr) as target], value=value) if (
                span(target) in wanted and begins_its_line(text, statement) and not staying.is_light(value)
            ):
                name = free(reading, attr.lstrip("_"), "value")
                yield before(statement, f"{name} = {segment(text, value)}\n{indentation(text, statement.lineno)}")
                yield over(value, name)
                return


def _with_lambda(
    reading: Reading,
    call: ast.Call,
    func: ast.Attribute,
    given: Sequence[ast.expr],
    keywords: Sequence[ast.keyword],
    text: str,
) -> str:
    """The crossing of a lambda that calls `func`; an argument that main may not work out is handed to the lambda."""
    staying = Staying(reading, frozenset())
    value = free(reading, "value")
    heavy = [arg for arg in (*given, *(k.value for k in keywords)) if staying.stays(arg)]
    if len(heavy) > 1 or any(isinstance(arg, ast.Starred) for arg in heavy):
        raise reading.refuse(
            f"arguments of the crossing on line {call.lineno} may wait, and have to stay in the worker", call.lineno
        )
    for arg in (*given, *(k.value for k in keywords)):
        if any(isinstance(n, ast.NamedExpr | ast.Yield | ast.YieldFrom) for n in walk_scope(arg)):
            raise reading.refuse(
                f"an argument of the crossing on line {call.lineno} does more than to be shown", arg.lineno
            )

    if comments(segment(text, call)):
        kept = _with_comments(text, call, func)
        if heavy or kept is None:
            raise reading.refuse(f"a comment in the crossing on line {call.lineno} has no place after it", call.lineno)
        return kept

    def source(arg: ast.expr) -> str:
        return value if arg in heavy else segment(text, arg)

    args = [*map(source, given), *(f"{k.arg}={source(k.value)}" if k.arg else f"**{source(k.value)}" for k in keywords)]
    first = f"lambda{' ' + value if heavy else ''}: {segment(text, func)}({', '.join(args)})"
    new = ", ".join([first, *(segment(text, arg) for arg in heavy)])
    head = segment(text, call.func)
    if "\n" not in new and call.col_offset + len(f"{head}({new})") > width(text):
        pad = indentation(text, call.lineno)
        return f"{head}(\n{pad}    {new}\n{pad})"
    return f"{head}({new})"


def _with_comments(text: str, call: ast.Call, func: ast.expr) -> str | None:
    """`cross(func, …)` as `cross(lambda: func(…))` with all that stands between; None where `func` isn't what is handed."""
    if not call.args or call.args[0] is not func:
        return None
    whole, callback = segment(text, call), segment(text, func)
    before = whole.index("(", len(segment(text, call.func))) + 1
    start = whole.index(callback, before)
    rest = whole[start + len(callback) : -1]
    gap, comma, given = rest.partition(",")
    if not comma or gap.strip():
        return None
    return f"{whole[:start]}lambda: {callback}({given}){whole[-1]}"


def free(reading: Reading, *names: str) -> str:
    """The first of these names that means nothing in the function yet, numbered if need be."""
    taken = {n.id for n in walk(reading.node) if isinstance(n, ast.Name)} | set(reading.scope.locals)
    numbered = (f"{names[0]}_{number}" for number in range(2, 1000))
    return next(name for name in (*names, *numbered) if name not in taken)
