"""A method of a worker that only shows: those who call it cross to it, and it stays as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Refusal, Thread
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.runs import LOCK, Run, said
from bridgefix.rewrite.splicing import Splice, handed, spliced
from bridgefix.rewrite.standstill import check_no_lock_acquired
from bridgefix.threads import symbol


def only_shows(reading: Reading, runs: Sequence[Run]) -> bool:
    """Whether the whole of a method may go to main as it is."""
    if len(runs) != 1 or reading.function.cls is None or reading.is_async or reading.function.decorators:
        return False
    run = runs[0]
    whole = run.address == ("body",) and run.start == reading.first and run.end == len(reading.body)
    return whole and not run.waits and not run.results


def crossing_callers(
    model: Model, texts: Mapping[str, str], function: Function, spelled: Mapping[str, str]
) -> dict[str, str] | None:
    """The texts with a crossing wherever a method is called; None where not all of its calls can become one.

    Args:
        spelled: by function, how those cross that call it.
    """
    splices: dict[str, list[Splice]] = {}
    for site in model.project.callers(function.id):
        caller = model.project.functions[site.caller]
        if site.kind != "call" or site.call is None or not site.call.statement or site.caller not in spelled:
            return None
        reading = Reading(model, texts, caller)
        call = reading.call_at(site.call.span)
        if call is None or any(k.arg == "callback" for k in call.keywords) or "super" in ast.unparse(call.func):
            return None
        splices.setdefault(caller.path, []).extend(handed(texts[caller.path], call, spelled[site.caller]))
    return {path: spliced(texts[path], made) for path, made in splices.items()} or None


def workers_that_call(model: Model, function: Function) -> list[Function] | None:
    """Who calls a function, where all of them run in workers only and hold no lock at it."""
    found: list[Function] = []
    for site in model.project.callers(function.id):
        caller = model.project.functions[site.caller]
        if model.threads.of(caller.id) is not Thread.WORKER or caller.is_lambda or caller.name == "<module>":
            return None
        if site.call is None or any(_is_lock(expr) for expr in site.call.context.withs):
            return None
        found.append(caller)
    return found or None


def check_locks_held(model: Model, function: Function) -> None:
    """Raises Refusal where a function is called while a lock is held: a crossing in it may make main wait for it."""
    todo, seen = [function], {function.id}
    while todo:
        here = todo.pop()
        for caller, call in _calls_of(model, here):
            for expr in call.context.withs:
                if _is_lock(expr):
                    raise Refusal(
                        f"`{symbol(caller)}` holds `{said(expr)}` while `{symbol(here)}` runs (line {call.line}), and main "
                        "may wait for it during a crossing",
                        call.line,
                        caller.path,
                    )
            check_no_lock_acquired(model, caller, call.line)
            if caller.id not in seen:
                seen.add(caller.id)
                todo.append(caller)


def check_holds_no_lock(function: Function, call: Call) -> None:
    """Raises Refusal where a crossing that is to work from now on stands inside a lock."""
    for expr in call.context.withs:
        if _is_lock(expr):
            raise Refusal(
                f"the crossing on line {call.line} stands inside `with {said(expr)}`, where main may wait for it",
                call.line,
                function.path,
            )


def _calls_of(model: Model, function: Function) -> Iterator[tuple[Function, Call]]:
    for site in model.project.callers(function.id):
        if site.kind == "call" and site.call is not None and model.threads.runs_on(site.caller, Thread.WORKER):
            yield model.project.functions[site.caller], site.call


def _is_lock(expr: Expr) -> bool:
    """Whether what a `with` enters is a lock: by its name, or since it is no call that makes something."""
    return expr.kind in ("name", "attr") or bool(LOCK.search(said(expr)))
