"""BF005: a function that can only be a thread worker becomes one: `thread=True`, and crossings for what it shows."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NoReturn

from bridgefix.calls import work
from bridgefix.effects import Model
from bridgefix.facts import FileFacts, Function, gather
from bridgefix.findings import Finding, Level, Refusal, Rewrite
from bridgefix.rewrite import cross, excerpt
from bridgefix.rewrite.imports import imported, module_name
from bridgefix.rewrite.keywords import node_at, with_keywords
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.splicing import Splice, begins, ends, handed, over, segment, spliced
from bridgefix.rewrite.trees import parsed
from bridgefix.rules import ui_from_worker
from bridgefix.rules.worker_kind import CALLED, NEEDLESS, REFUSED, TWICE
from bridgefix.settings import Settings
from bridgefix.starts import called_by
from bridgefix.threads import symbol
from bridgefix.workers import POSITIONS

_PARTIAL = ("functools", "partial")
_AT_MOST = 10
"""How many functions may need crossings before somebody should look."""


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Give a worker that can't start without it its thread.

    Args:
        finding: of BF005; its subject is (id of the function that is decorated or calls, span of the decorator or the
            call, what is wrong, id of the function that was to run).
        texts: by path, as the model was built from them.
    """
    _, _, what, runs_id = finding.subject
    runs = model.project.functions[runs_id]
    path = finding.place.path
    try:
        if what == NEEDLESS:
            raise Refusal("whether it has a thread on purpose can't be told from here: it is left as it is")
        if what == TWICE:
            raise Refusal(f"call `{runs.name}` itself, without `run_worker`")
        _check_body(model, runs)
        text = texts[path]
        node = node_at(text, finding.spans[0], path)
        alone = False
        if what == CALLED:
            splices = _uncalled(model.project.files[path], text, node, runs)
            alone = splices[0].text == "partial("
            text = spliced(text, splices)
            node = _again(text, node)
        text = spliced(text, with_keywords(text, node, {"thread": "True"}, {} if what == REFUSED else POSITIONS))
        if alone:
            text = excerpt.code(imported(excerpt.parsed(text), "functools", "partial"), text)
        new: Mapping[str, str] = {**texts, path: text}
        new = _shown_on_main(model, texts, new, settings)
        return Rewrite({name: text for name, text in new.items() if text != texts[name]}, Level.SAFE)
    except Refusal as refused:
        return refused


def _uncalled(facts: FileFacts, text: str, node: ast.expr, runs: Function) -> list[Splice]:
    """What puts the function itself, with its arguments, in the place of `self.load(…)` in a `run_worker`."""
    assert isinstance(node, ast.Call)
    given = next((k.value for k in node.keywords if k.arg == "work"), node.args[0] if node.args else None)
    assert isinstance(given, ast.Call)
    keeps = [k.value for k in node.keywords if k.arg == "exit_on_error"]
    if keeps and not (isinstance(keeps[0], ast.Constant) and keeps[0].value):
        raise Refusal(
            f"with `exit_on_error` as it is, the app lives on and `{runs.name}` works, on this thread: in a worker it "
            "would end later"
        )
    if not given.args and not given.keywords:
        return [over(given, segment(text, given.func))]
    known = next((n for n, source in facts.imports.items() if (source.module, source.name) == _PARTIAL), None)
    if known is None and (module := module_name(facts, "functools")) is not None:
        known = f"{module}.partial"
    if known is None and ("partial" in facts.module.bindings or "partial" in facts.imports):
        raise Refusal("`partial` means something else in this file", 1, facts.path)
    return handed(text, given, known or "partial")


def _again(text: str, node: ast.expr) -> ast.expr:
    """A call in a text in which something between its brackets has changed."""
    assert isinstance(node, ast.Call)
    here = (begins(node), ends(node.func))
    return next(n for n in walk(parsed(text)) if isinstance(n, ast.Call) and (begins(n), ends(n.func)) == here)


def _check_body(model: Model, runs: Function) -> None:
    """Raises Refusal for a function that is nothing for a thread."""
    name = "this lambda" if runs.is_lambda else f"`{symbol(runs)}`"
    owner = model.project.owner(runs.id)

    def refuse(why: str) -> NoReturn:
        raise Refusal(f"{name} {why}")

    if runs.decorators and (owner is None or not model.project.is_dom_node(owner.id)):
        refuse("is no method of a widget, screen or app, and only those can start a worker")
    if runs.is_generator:
        refuse("is a generator: a worker would make it and never run it")
    for value, _ in runs.returns:
        for target in model.project.targets(value.value) if value.kind == "call" else ():
            if work(model.project, target) is not None:
                refuse(f"only starts `{target.name}`, which is a worker by itself: call it without `run_worker`")
            if target.is_async:
                refuse("hands out a coroutine, which a thread would never run: give `run_worker` the coroutine")
    if runs.returns and model.effects.of(runs.id).returns_awaitable:
        refuse("hands out something to be awaited, which a thread would not do")
    below = list(called_by(model, runs, across=False))
    waits = any(model.effects.of(item.id).blocks for item in below)
    if model.effects.of(runs.id).shows and not waits:
        if not any(model.effects.of(item.id).crosses for item in below):
            refuse("shows, and nothing in it is known to wait: drop the worker, or make it an `async def`")
    for item in below:
        for call in item.calls:
            dotted = model.project.dotted(call.func, item) or ""
            if dotted in ("asyncio.create_task", "asyncio.get_running_loop", "asyncio.ensure_future"):
                refuse(f"needs the loop of the main thread: `{dotted}` on line {call.line}")


def _shown_on_main(
    model: Model, old: Mapping[str, str], new: Mapping[str, str], settings: Settings
) -> Mapping[str, str]:
    """The texts with crossings for what, with the thread, would touch the UI off main. Raises Refusal."""
    known = {(item.place.path, item.symbol) for item in ui_from_worker.find(model, settings)}
    for _ in range(_AT_MOST):
        model = model.replace([gather(path, text) for path, text in new.items() if text != old.get(path)])
        old = new
        fresh = [item for item in ui_from_worker.find(model, settings) if (item.place.path, item.symbol) not in known]
        if not fresh:
            return new
        result = cross.fix(model, fresh[0], new, settings)
        if isinstance(result, Refusal):
            raise Refusal(
                f"in a thread it would touch the UI, and can't cross: {result.reason}", result.line, result.path
            )
        new = {**new, **result.texts}
    raise Refusal(f"more than {_AT_MOST} functions would touch the UI from the thread")
