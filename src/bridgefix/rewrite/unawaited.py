"""What a method loses that becomes a worker: nobody waits for its end any more, and two runs of it may overlap.

`exclusive=True` stops no thread (Textual, `worker_manager.py`): an earlier run goes on to its end, and its answer may
come after that of a later one. One that has not begun yet never runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from bridgefix import textual_api
from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Refusal, Thread
from bridgefix.rewrite import worker
from bridgefix.rewrite.lazy import Laziness
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.splicing import parents
from bridgefix.shown import EMPTIES, FILLS
from bridgefix.starts import called_by
from bridgefix.syntax import named_by, parts_of
from bridgefix.threads import symbol

_AT_EACH_CHANGE = re.compile(
    r"(?<![a-z])(changed|highlighted|moved|scrolled|hovered|resized?|mouse_move|mouse_scroll_\w+)\Z"
)
"""Handlers that come so often, by the end of their name or that of their message, that their runs overlap."""
_AT_EACH_KEY = re.compile(r"(\A|on_)key\Z")
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WATCHER = re.compile(r"_?(watch|validate|compute)_\w+\Z")
_FILLS = FILLS | frozenset("insert add_tab write write_line write_lines".split())
_ANY_NODE = frozenset({textual_api.PUMP, textual_api.NODE, textual_api.WIDGET, textual_api.SCREEN, textual_api.APP})
"""What `self.parent`, `self.screen` or `self.app` are known to be: it may be any class of the project."""
_BY_PLACE = frozenset(
    "pop insert coordinate_to_cell_key get_row_at get_cell_at update_cell_at get_option_at_index "
    "remove_option_at_index replace_option_prompt_at_index".split()
)


def check(reading: Reading, texts: Mapping[str, str]) -> None:
    """Raises Refusal where a method of the app, run in a worker, would leave behind something else in the end."""
    _check_callers(reading, texts)
    _check_strangers(reading, texts)
    _check_changes(reading)
    _check_first_values(reading)
    if found := waits(reading):
        _check_waits(reading, found)


def waits(reading: Reading) -> list[ast.Call]:
    """The calls in a method that wait."""
    return [node for node in walk(reading.node) if isinstance(node, ast.Call) and reading.deed_of(node).blocks]


def check_async(reading: Reading, found: list[ast.Call]) -> None:
    """Raises Refusal where an `async def` that lets main go on while it waits could be overtaken by itself.

    Handlers of one widget come one after the other; workers, and timers beside handlers, do not.
    """
    decorators = [d for d in reading.node.decorator_list if "work" in ast.unparse(d)]
    if any("exclusive=True" in ast.unparse(d) for d in decorators):
        return
    scheduled = any(site.kind == "schedule" for site in reading.model.project.callers(reading.function.id))
    if decorators:
        _check_changes(reading)
    if decorators or scheduled:
        _check_waits(reading, found)


def _check_waits(reading: Reading, found: list[ast.Call]) -> None:
    """Raises Refusal where two runs at once would do harm to each other round a wait."""
    check_places(reading, found)
    if not runs_once(reading):
        _check_pieces(reading, found)


# Those who call it


def _check_callers(reading: Reading, texts: Mapping[str, str]) -> None:
    model, name = reading.model, reading.name
    written = model.effects.of(reading.function.id).writes
    for site_of, caller_id, where in _calls_up(model, reading.function):
        caller = model.project.functions[caller_id]
        above = Reading(model, texts, caller)
        for decorator in caller.decorators:
            inner = named_by(decorator)
            if inner.name not in ("on", "work", "staticmethod", "classmethod"):
                raise above.refuse(
                    f"`{symbol(caller)}` is decorated with `{inner.name}`, which may catch what `{site_of.name}` raises",
                    caller.line,
                )
        call = above.call_at(where)
        if call is None:
            continue
        outer = parents(above.node)
        node: ast.AST = call
        while node in outer and node is not above.node:
            below, node = node, outer[node]
            why = _depends(node, below)
            if why is not None:
                raise above.refuse(f"`{symbol(caller)}` {why.format(f'`{site_of.name}`')}", where[0])
        for statement in worker.following(above, where):
            deed = above.deed(statement)
            if deed.shows or deed.blocks or above.use(statement).gets & written:
                raise above.refuse(
                    f"`{symbol(caller)}` goes on after `{site_of.name}` on line {statement.lineno}, and may count on `{name}` "
                    "having ended",
                    statement.lineno,
                )


def _check_strangers(reading: Reading, texts: Mapping[str, str]) -> None:
    """Raises Refusal where a method of this name is called of an object that nobody knows, and code goes on after it."""
    for other, call in strange_calls(reading.model, reading.function):
        if not call.statement or next(worker.following(Reading(reading.model, texts, other), call.span), None):
            raise Refusal(
                f"`{symbol(other)}` calls `{reading.name}` of something that may be this one, and goes on after it",
                call.line,
                other.path,
            )


def strange_calls(model: Model, function: Function) -> Iterator[tuple[Function, Call]]:
    """The calls on main of a method of this name of an object that nobody knows, with who makes them."""
    project = model.project
    for other in project.functions.values():
        if other.is_lambda or other.name == "<module>" or model.threads.of(other.id) is Thread.WORKER:
            continue
        for call in other.calls:
            if call.func.kind != "attr" or call.func.name != function.name or project.targets(call):
                continue
            holder = project.value(call.func.parts[0], other)
            if holder is None or holder.name in _ANY_NODE:
                yield other, call


def _depends(node: ast.AST, below: ast.AST) -> str | None:
    """How a statement round a call depends on when that ends."""
    match node:
        case ast.For() | ast.AsyncFor() | ast.While():
            return "calls {} in a loop, and workers would stop each other"
        case ast.Try() if node.finalbody or below in node.body:
            return "has a `try` round {}, which sees nothing of what a worker raises"
        case ast.With() | ast.AsyncWith():
            return "has a `with` round {}, which a worker outlives"
    return None


def _calls_up(model: Model, function: Function) -> Iterator[tuple[Function, str, tuple[int, int, int, int]]]:
    """The calls of a function, and those of its callers, as far up as main goes: callee, caller and place."""
    todo, seen = [function], {function.id}
    while todo:
        here = todo.pop()
        for site in model.project.callers(here.id):
            caller = model.project.functions[site.caller]
            if site.kind not in ("call", "reference") or site.call is None or caller.is_lambda:
                continue
            if not model.threads.runs_on(caller.id, Thread.MAIN) or site.caller == function.id:
                continue
            yield here, caller.id, site.call.span
            if caller.id not in seen:
                seen.add(caller.id)
                todo.append(caller)


# How often it runs


def _check_changes(reading: Reading) -> None:
    """Raises Refusal for what runs at each change: an answer to an older state may come last."""
    model = reading.model
    ways = [reading.function, *(model.project.functions[caller] for _, caller, _ in _calls_up(model, reading.function))]
    for function in ways:
        if _WATCHER.match(function.name) or any(_AT_EACH_CHANGE.search(word) for word in _messages(function)):
            raise Refusal(
                f"`{symbol(function)}` runs at each change: from a worker, the answer for an older state might come last",
                function.line,
                function.path,
            )
    if any(_AT_EACH_KEY.search(word) for word in _messages(reading.function)):
        raise Refusal(
            f"`{symbol(reading.function)}` runs at each key: there would be a worker for every one; give what waits a "
            "method of its own",
            reading.function.line,
            reading.path,
        )


def _messages(function: Function) -> Iterator[str]:
    """What a handler is for, in small letters: the end of its name and the messages of its decorators."""
    if function.name.startswith(("on_", "_on_")):
        yield function.name
    for decorator in function.decorators:
        if decorator.kind == "call" and decorator.value.func.name == "on":
            for arg in decorator.value.args[:1]:
                yield _WORD_START.sub("_", arg.name).lower()


def runs_once(reading: Reading) -> bool:
    """Whether nothing but `on_mount` runs a method."""
    ways = [reading.function.name]
    for _, caller, _ in _calls_up(reading.model, reading.function):
        ways.append(reading.model.project.functions[caller].name)
    handed_on = [s for s in reading.model.project.callers(reading.function.id) if s.kind != "call"]
    return ways[-1] == "on_mount" and len(ways) <= 2 and not handed_on


# What it leaves behind


def _check_first_values(reading: Reading) -> None:
    """Raises Refusal where an attribute begins to be in the method, and others read it."""
    project, function = reading.model.project, reading.function
    owner = project.owner(function.id)
    if owner is None:
        return
    family = [*project.mro(owner.id), *project.subclasses(owner.id)]
    known = {name for cls in family for name, held in cls.attributes.items() if held.value is not None}
    known.update(*(cls.methods for cls in family))
    others = []
    made: dict[str, int] = {}
    for candidate in project.functions.values():
        at_home = project.owner(candidate.id)
        if at_home is None or at_home not in family:
            continue
        self_name = project.self_name(candidate) or "self"
        if candidate.name in ("__init__", "compose", "on_load"):
            known |= {s.target.name for s in candidate.stores if _is_own(s.target, self_name)}
        elif candidate.id == function.id:
            made = {
                s.target.name: s.line
                for s in candidate.stores
                if _is_own(s.target, self_name)
                and not s.deleted
                and not reading.model.effects.of_store(s, candidate).shows
            }
        elif candidate.parent is None or not candidate.qualname.startswith(f"{function.qualname}."):
            others.append((candidate, self_name))
    below = {called.id for called in called_by(reading.model, function, across=False)}
    for name, line in made.items():
        if name in known:
            continue
        for other, self_name in others:
            if other.id not in below and _reads(other, self_name, name):
                raise reading.refuse(
                    f"`{reading.name}` sets `{name}` first, and `{symbol(other)}` might ask for it before that", line
                )


def _is_own(expr: Expr, self_name: str) -> bool:
    return expr.kind == "attr" and expr.parts[0].kind == "name" and expr.parts[0].name == self_name


def _reads(function: Function, self_name: str, name: str) -> bool:
    found = [expr for expr, _ in function.reads]
    found += [call.func for call in function.calls]
    return any(part.name == name and _is_own(part, self_name) for expr in found for part in parts_of(expr))


# What two runs of it do to each other


def check_places(reading: Reading, found: list[ast.Call]) -> None:
    """Raises Refusal where something is taken by its place after a wait, and the place was found before."""
    first = min((call.lineno, call.col_offset) for call in found)
    early = {
        node.id
        for node in walk(reading.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and (node.lineno, node.col_offset) < first
    }
    for node in walk(reading.node):
        match node:
            case ast.Delete(targets=[ast.Subscript(value=ast.Attribute() as holder, slice=place)]):
                pass
            case ast.Call(func=ast.Attribute(value=ast.Attribute() as holder, attr=name), args=[place, *_]) if (
                name in _BY_PLACE
            ):
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name() as holder, attr=name), args=[place, *_]) if (
                name in _BY_PLACE - {"pop", "insert"}
            ):
                pass
            case _:
                continue
        names = {n.id for n in walk(place) if isinstance(n, ast.Name)}
        if (node.lineno, node.col_offset) > first and names & early:
            word = sorted(names & early)[0]
            raise reading.refuse(
                f"`{word}` is a place in `{ast.unparse(holder)}`, where something else may stand after the wait",
                node.lineno,
            )


def _check_pieces(reading: Reading, found: list[ast.Call]) -> None:
    """Raises Refusal where one run could empty what another one fills: each crossing is a piece by itself, and so is each
    turn of a loop that stays in the worker.
    """
    laziness = Laziness(reading)
    turns = [n.iter for n in walk(reading.node) if isinstance(n, ast.For) and laziness.is_lazy(n.iter)]
    waiting = found if reading.function.is_async else [*found, *turns]
    shown = [
        (call, name) for call in walk(reading.node) if isinstance(call, ast.Call) for name in _deeds(reading, call)
    ]
    outer = parents(reading.node)
    for empty, how in shown:
        if how not in EMPTIES:
            continue
        for fill, way in shown:
            if way not in _FILLS or _at(fill) < _at(empty) or _differ(reading, empty, fill):
                continue
            for wait in waiting:
                if _at(wait) > _at(empty) and (_at(wait) < _at(fill) or _loops(wait, outer) & _loops(fill, outer)):
                    raise reading.refuse(
                        f"it waits between `{how}` (line {empty.lineno}) and `{way}` (line {fill.lineno}): two runs at once "
                        "would fill it twice",
                        wait.lineno,
                    )


def _deeds(reading: Reading, call: ast.Call) -> Iterator[str]:
    """The names by which a call empties or fills something on the screen, itself or further down."""
    view = reading.view(call)
    if view is None:
        return
    if isinstance(call.func, ast.Attribute) and view.shows:
        yield call.func.attr
    for target in view.targets:
        for below in called_by(reading.model, target, across=False):
            yield from (c.func.name for c in below.calls if reading.model.effects.of_call(c).shows)


def _differ(reading: Reading, one: ast.Call, other: ast.Call) -> bool:
    """Whether two calls are known to be made of widgets of different kinds."""
    kinds = []
    for call in (one, other):
        view = reading.view(call)
        if view is None or view.targets or view.dotted is None:
            return False
        kinds.append(view.dotted.rpartition(".")[0])
    tree = {kind.startswith(("textual.widgets.Tree", "textual.widgets.tree")) for kind in kinds}
    return kinds[0] != kinds[1] and tree != {True}


def _at(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _loops(node: ast.AST, outer: Mapping[ast.AST, ast.AST]) -> set[ast.AST]:
    """The loops that a node is done in each turn of."""
    found: set[ast.AST] = set()
    while node in outer:
        below, node = node, outer[node]
        if isinstance(node, ast.While) or (isinstance(node, ast.For | ast.AsyncFor) and node.iter is not below):
            found.add(node)
    return found
