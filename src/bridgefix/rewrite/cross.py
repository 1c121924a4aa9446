"""BF003: what a worker does to the UI goes to main, one crossing for what belongs together.

A lone call crosses as it is (`cross(table.add_row, a, b)`), with a widget that is looked up as a lambda, so that the
look-up runs on main, too. Several statements become a local function. A crossing waits (Textual, `app.py`), so
nothing changes its order, and what the function returns comes back to the worker.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from bridgefix.effects import Model
from bridgefix.facts import Expr, Function, Span, gather
from bridgefix.findings import Finding, Level, Refusal, Rewrite, Thread
from bridgefix.rewrite.callers import check_locks_held, crossing_callers, only_shows, workers_that_call
from bridgefix.rewrite.crossing import NAME
from bridgefix.rewrite.lookups import looked_up, waited_for
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.putting import Writer
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.runs import Finder
from bridgefix.rewrite.sinking import lowered
from bridgefix.rewrite.splicing import enclosing, spliced
from bridgefix.rewrite.standstill import check_no_lock_acquired, check_nobody_waits, check_not_textuals
from bridgefix.rewrite.trees import every_statement
from bridgefix.rules import ui_from_worker
from bridgefix.settings import Settings
from bridgefix.threads import symbol


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Let a worker cross to main for what it does to the UI.

    Args:
        finding: of BF003; its subject is (id of the function, spans of what touches the UI).
        texts: by path, as the model was built from them.
    """
    function = model.project.functions[finding.subject[0]]
    try:
        if model.threads.of(function.id) is Thread.BOTH:
            first = model.threads.route(function.id, Thread.MAIN)[0]
            way = f" (from `{first.symbol}`)" if first.symbol != symbol(function) else ""
            raise Refusal(
                f"`{symbol(function)}` also runs on main{way}, where a crossing raises: let one of the two threads have it",
                function.line,
                function.path,
            )
        check_locks_held(model, function)
        check_no_lock_acquired(model, function, min(item[0] for item in finding.spans))
        check_nobody_waits(model, function)
        check_not_textuals(model, function)
        elsewhere = _by_callers(model, finding, texts)
        if elsewhere is not None:
            return Rewrite(elsewhere, Level.SAFE)
        return Rewrite({function.path: crossed(model, finding, texts, settings)}, Level.SAFE)
    except Refusal as refused:
        return refused


def _by_callers(model: Model, finding: Finding, texts: Mapping[str, str]) -> dict[str, str] | None:
    """The texts with those crossing who call the method, where it does nothing but to show."""
    function = model.project.functions[finding.subject[0]]
    callers = workers_that_call(model, function)
    if callers is None or function.cls is None:
        return None
    reading = _read(model, texts, function)
    try:
        runs = Finder(reading, frozenset(finding.spans)).runs()
        if not only_shows(reading, runs):
            return None
        for caller in callers:
            check_locks_held(model, caller)
        lines = {
            c.id: min(s.call.line for s in model.project.callers(function.id) if s.caller == c.id and s.call)
            for c in callers
        }
        spelled = {caller.id: spelling(_read(model, texts, caller), lines[caller.id]) for caller in callers}
    except Refusal:
        return None
    return crossing_callers(model, texts, function, spelled)


def _read(model: Model, texts: Mapping[str, str], function: Function) -> Reading:
    reading = Reading(model, texts, enclosing(model, function))
    reading.receiver = model.project.self_name(function) or ""
    return reading


def crossed(
    model: Model,
    finding: Finding,
    texts: Mapping[str, str],
    settings: Settings,
    method: str | None = None,
    also: frozenset[Span] = frozenset(),
) -> str:
    """A text with crossings for all that a finding of BF003 is about.

    Args:
        method: the name of a method that the longest run is to become, in place of a local function.
        also: further calls that have to go to main.
    Raises Refusal.
    """
    function = model.project.functions[finding.subject[0]]
    reading = _read(model, texts, function)
    text = texts[function.path]
    made = list(looked_up(reading, finding, text)) or list(waited_for(reading, finding, text))
    if made:
        text = spliced(text, made)
        fresh = model.replace([gather(function.path, text)])
        after = _same_finding(fresh, finding, settings)
        if after is None:
            return text
        return crossed(fresh, after, {**texts, function.path: text}, settings, method, also)
    if function.is_lambda:
        raise reading.refuse("a lambda that touches the UI has no statements that could cross", finding.place.line)
    if function.is_generator:
        raise reading.refuse(f"`{reading.name}` is a generator", reading.node.lineno)
    finder = Finder(reading, frozenset(finding.spans) | also)
    cross = spelling(reading, min((line for line, *_ in finder.touches), default=0))
    return Writer(reading, finder, text, cross, method).write(finder.runs())


def with_lookups_lowered(model: Model, finding: Finding, texts: Mapping[str, str], also: frozenset[Span]) -> str | None:
    """The text of a finding of BF003 with one look-up brought down to what goes to main; None where there is none."""
    function = model.project.functions[finding.subject[0]]
    reading = _read(model, texts, function)
    return lowered(Finder(reading, frozenset(finding.spans) | also), texts[function.path])


def _same_finding(model: Model, finding: Finding, settings: Settings) -> Finding | None:
    found = [
        item
        for item in ui_from_worker.find(model, settings)
        if item.symbol == finding.symbol and item.place.path == finding.place.path
    ]
    return min(found, key=lambda item: abs(item.place.line - finding.place.line), default=None)


def spelling(reading: Reading, line: int) -> str:
    """How a function crosses: as it does already, else by what it has of the app. Raises Refusal where it has none.

    Args:
        line: of the first crossing: an alias has to be known there.
    """
    project, function = reading.model.project, reading.function
    for _, statement in every_statement(reading.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr="app" | "call_from_thread" as what)):
                crossings = [ast.unparse(call.func) for s in reading.body for call in reading.deed(s).crossings]
                alias = name if what == NAME else f"{name}.{NAME}"
                once = sum(n.id == name and isinstance(n.ctx, ast.Store) for n in _all_names(reading)) == 1
                if statement in reading.body and statement.lineno < line and once and alias in crossings:
                    return alias
    owner = project.owner(function.id)
    own = project.self_name(function)
    if owner is not None and own is not None:
        if project.is_app(owner.id):
            return f"{own}.{NAME}"
        if project.is_dom_node(owner.id):
            return f"{own}.app.{NAME}"
        if _is_an_app(reading, Expr("attr", _NOWHERE, "app", (Expr("name", _NOWHERE, own),))):
            return f"{own}.app.{NAME}"
    given = [Expr("name", _NOWHERE, param.name) for param in function.params]
    for param in given:
        if _is_an_app(reading, param):
            return f"{param.name}.{NAME}"
    for param in given:
        if project.is_dom_node(project.type_of(param, function) or ""):
            return f"{param.name}.app.{NAME}"
    raise reading.refuse(f"`{reading.name}` has no app to cross with", reading.node.lineno)


def _all_names(reading: Reading) -> Iterator[ast.Name]:
    return (node for node in walk(reading.node) if isinstance(node, ast.Name))


_NOWHERE = (0, 0, 0, 0)


def _is_an_app(reading: Reading, expr: Expr) -> bool:
    project = reading.model.project
    found = project.type_of(expr, reading.function)
    return found is not None and "textual.app.App" in project.textual_names(found)
