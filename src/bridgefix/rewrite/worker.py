"""A method that fetches on main becomes a thread worker: `@work(thread=True, exclusive=True, group="…")`.

`exclusive` cancels earlier workers of the same node and group only, so the group is named after the method (Textual,
`worker_manager.py`). The decorator makes a call return a `Worker` at once, so nobody may need the result or the order.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import libcst as cst

from bridgefix.rewrite.moving import imported
from bridgefix.rewrite.reading import Reading, every_statement, find_function, lists_below, parsed, span


def check(fetch: Reading, texts: Mapping[str, str], remains: Sequence[ast.stmt], bridge_id: str) -> None:
    """Raises Refusal where the method can't become a worker without somebody missing its result or its order.

    Args:
        fetch: the method.
        texts: the texts of all files, to look at the callers.
        remains: the statements of it that would run in the worker.
        bridge_id: the bridge, whose call goes away.
    """
    if _taken(texts[fetch.path]):
        raise fetch.refuse("`work` is not Textual's decorator in this file", fetch.node.lineno)
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
        after = _after(texts[caller.path], caller.qualname, site.call.span)
        if after is not None:
            raise fetch.refuse(
                f"`{caller.qualname}` goes on after `{fetch.name}` on line {after}, and may count on it having ended",
                after,
            )


def _after(text: str, qualname: str, where: tuple[int, int, int, int]) -> int | None:
    """The line that runs after the statement with the call at `where`; None where it is the last."""
    node = find_function(parsed(text), qualname)
    if node is None:
        return None
    holding = [
        statement
        for _, statement in every_statement(node.body)
        if any(isinstance(n, ast.Call) and span(n) == where for n in ast.walk(statement))
    ]
    for outer in [node, *holding]:
        lists = [outer.body] if outer is node else [inner for _, inner in lists_below(outer)]
        for body in lists:
            for index, statement in enumerate(body):
                if statement in holding and index + 1 < len(body):
                    return body[index + 1].lineno
    return None


def decorated(node: cst.FunctionDef) -> cst.FunctionDef:
    """The method as an exclusive thread worker in a group of its own."""
    name = node.name.value
    call = cst.parse_expression(f'work(thread=True, exclusive=True, group="{name}")')
    return node.with_changes(
        decorators=[*node.decorators, cst.Decorator(decorator=call)],
    )


def with_import(module: cst.Module) -> cst.Module:
    """The module with `from textual import work`."""
    return imported(module, "textual", "work")


def _taken(text: str) -> bool:
    """Whether the module uses the name `work` for something else than Textual's decorator."""
    for node in ast.walk(parsed(text)):
        match node:
            case ast.FunctionDef(name="work") | ast.AsyncFunctionDef(name="work") | ast.ClassDef(name="work"):
                return True
            case ast.Name(id="work", ctx=ast.Store()) | ast.arg(arg="work"):
                return True
            case ast.ImportFrom(module=module, names=names) if module != "textual":
                if any((alias.asname or alias.name) == "work" for alias in names):
                    return True
    return False
