"""A method that fetches on main becomes a thread worker: `@work(thread=True, exclusive=True, group="…")`.

`exclusive` cancels earlier workers of the same node and group only, so the group is named after the method (Textual,
`worker_manager.py`). The decorator makes a call return a `Worker` at once, so nobody may need the result or the order.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import libcst as cst

from bridgefix.facts import Function, Span
from bridgefix.findings import Refusal
from bridgefix.rewrite.imports import imported
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import every_statement, lists_below, parsed, span


def check(fetch: Reading, texts: Mapping[str, str], remains: Sequence[ast.stmt], bridge_id: str) -> None:
    """Raises Refusal where the method can't become a worker without somebody missing its result or its order.

    Args:
        fetch: the method.
        texts: the texts of all files, to look at the callers.
        remains: the statements of it that would run in the worker.
        bridge_id: the bridge, whose call goes away.
    """
    for statement in remains:
        deed = fetch.deed(statement)
        if deed.shows and not deed.crossings:
            raise fetch.refuse(
                f"`{fetch.name}` also touches the UI before it fetches, on line {deed.shows_at}", deed.shows_at
            )
    for site in fetch.model.project.callers(fetch.function.id):
        if site.caller == bridge_id or site.kind not in ("call", "reference"):
            continue
        if site.call is None:
            continue
        caller = fetch.model.project.functions[site.caller]
        if not site.call.statement and site.kind == "call" and not caller.is_lambda:
            raise fetch.refuse(
                f"`{caller.qualname}` uses the result of `{fetch.name}` on line {site.call.line}", site.call.line
            )
        if caller.is_lambda or site.kind == "reference":
            continue
        reading = Reading(fetch.model, texts, caller)
        written = fetch.model.effects.of(fetch.function.id).writes
        for statement in following(reading, site.call.span):
            apart = _shows_elsewhere(fetch, reading, statement)
            deed = reading.deed(statement)
            if ((deed.shows or deed.blocks) and not apart) or reading.use(statement).gets & written:
                raise fetch.refuse(
                    f"`{caller.qualname}` goes on after `{fetch.name}` on line {statement.lineno}, and may count on "
                    "its having ended",
                    statement.lineno,
                )


_LOOK_UPS = frozenset("query query_one query_exactly_one get_widget_by_id get_child_by_id".split())


def _shows_elsewhere(fetch: Reading, reading: Reading, statement: ast.stmt) -> bool:
    """Whether a statement only calls another method of the object, and that one works on other widgets than the fetch."""
    match statement:
        case ast.Expr(value=ast.Call() as call):
            view = reading.view(call)
        case _:
            return False
    targets = () if view is None or view.kind != "plain" else view.targets
    ours = _widgets(fetch, fetch.function, frozenset())
    theirs = [_widgets(fetch, target, frozenset()) for target in targets]
    return bool(ours) and bool(theirs) and all(found and not found & ours for found in theirs)


def _widgets(fetch: Reading, function: Function, seen: frozenset[str]) -> frozenset[str]:
    """The selectors by which a function finds its widgets, with what it calls; empty where one can't be told."""
    found: frozenset[str] = frozenset()
    if function.id in seen:
        return found
    model = fetch.model
    for call in function.calls:
        if call.func.name in _LOOK_UPS:
            selector = call.args[0] if call.args else None
            if selector is None or selector.kind != "const" or not isinstance(selector.value, str):
                return frozenset()
            found |= {selector.value.lstrip("#")}
            continue
        for target in (*model.project.targets(call), *model.project.runs(call)):
            if target.id in seen or not model.effects.of(target.id).shows:
                continue
            inner = _widgets(fetch, target, seen | {function.id})
            if not inner:
                return frozenset()
            found |= inner
    return found


def following(reading: Reading, where: Span) -> Iterator[ast.stmt]:
    """The statements that run in a method after the one with the call at `where`."""
    holding = [
        statement
        for _, statement in every_statement(reading.body)
        if any(isinstance(n, ast.Call) and span(n) == where for n in walk(statement))
    ]
    lists = [reading.body, *(inner for outer in holding for _, inner in lists_below(outer))]
    for body in lists:
        for index, statement in enumerate(body):
            if statement in holding:
                yield from body[index + 1 :]


def decorated(node: cst.FunctionDef, decorator: str) -> cst.FunctionDef:
    """The method as an exclusive thread worker in a group of its own; `decorator` is how the file calls `work`."""
    call = cst.parse_expression(f'{decorator}(thread=True, exclusive=True, group="{node.name.value}")')
    return node.with_changes(decorators=[*node.decorators, cst.Decorator(decorator=call)])


def spelling(text: str) -> str:
    """How a file calls, or may call, Textual's `work`. Raises Refusal where both names are taken."""
    found = _spelling(text)
    if found is None:
        raise Refusal("`work` and `textual` both mean something else in this file", 1)
    return found


@lru_cache(maxsize=64)
def _spelling(text: str) -> str | None:
    taken: set[str] = set()
    for node in walk(parsed(text)):
        match node:
            case ast.ImportFrom(module="textual", names=names):
                for alias in names:
                    if alias.name == "work":
                        return alias.asname or "work"
                taken.update(alias.asname or alias.name for alias in names)
            case ast.Import(names=names):
                taken.update(alias.asname for alias in names if alias.asname)
            case ast.ImportFrom(names=names):
                taken.update(alias.asname or alias.name for alias in names)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                taken.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                taken.add(name)
    return next((way for way in ("work", "textual.work") if way.split(".")[0] not in taken), None)


def with_import(module: cst.Module, decorator: str) -> cst.Module:
    """The module with the import that the decorator needs."""
    return imported(module, "textual", "work") if decorator == "work" else imported(module, "", "textual")
