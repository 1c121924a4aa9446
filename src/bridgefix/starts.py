"""Who starts a worker, and whether it may be started again while it still runs."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from bridgefix.calls import LAUNCH, NOWHERE, work
from bridgefix.effects import Model
from bridgefix.facts import Call, Context, Expr, Function
from bridgefix.findings import Step, Thread
from bridgefix.project import Edge
from bridgefix.syntax import dotted, parts_of
from bridgefix.threads import symbol
from bridgefix.workers import Options, decorator_of, options_of_call, options_of_decorator, run_workers


class Start(NamedTuple):
    """A place that says what a worker is to be: its `@work`, or a `run_worker`."""

    worker: Function
    """Whose body is the work."""
    function: Function
    """That is decorated, or makes the call."""
    at: Expr
    """The decorator, or the call's place."""
    call: Call | None
    """The `run_worker`; None for a decorator."""
    options: Options


def starts(model: Model) -> Iterator[Start]:
    """All places of a project that make workers, in the order of the functions."""
    project = model.project
    for function in project.functions.values():
        decorator = decorator_of(project, function) if function.decorators else None
        if decorator is not None and work(project, function) != NOWHERE:
            yield Start(function, function, decorator, None, options_of_decorator(decorator))
    for function, call in run_workers(project):
        runs = project.runs(call)
        if len(runs) == 1 and work(project, runs[0]) is None:
            yield Start(runs[0], function, Expr("call", call.span), call, options_of_call(call))


def is_own(model: Model, start: Start) -> bool:
    """Whether the node that has the worker is the object itself."""
    if start.call is None:
        return True
    base = start.call.func.parts[0]
    return base.kind == "name" and base.name == model.project.self_name(start.function)


class Again(NamedTuple):
    """How a worker is started again."""

    by: str
    """For people: `a timer`, `a key or a button`, …"""
    route: tuple[Step, ...]
    """From there to the worker."""


BY_TIMER = "a timer"
_BY_NAME = (
    (re.compile(r"_?on_(\w+_)?(input_changed|text_area_changed|key|paste)\Z"), "typing"),
    (re.compile(r"_?on_(\w+_)?(pressed|click|clicked|submitted|toggled)\Z"), "a button"),
    (re.compile(r"_?on_(?!worker_state)(\w+_)?(changed|selected|highlighted|activated|expanded)\Z"), "a choice"),
    (re.compile(r"_?(action|key)_\w+\Z"), "a key"),
)
_BY_MESSAGE = (
    (re.compile(r"(Input|TextArea)\.Changed\Z|(^|\.)Key\Z"), "typing"),
    (re.compile(r"(Pressed|Click|Clicked|Submitted|Toggled)\Z"), "a button"),
    (re.compile(r"(?<!State)(Changed|Selected|Highlighted|Activated|Expanded)\Z"), "a choice"),
)


class Restarts:
    """The ways that lead to workers, from what can come again and again."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._edges: dict[str, list[Edge]] = {}
        for edge in model.project.edges():
            if edge.flow != NOWHERE:
                self._edges.setdefault(edge.callee, []).append(edge)

    def again(self, start: Start) -> Again | None:
        """The shortest way by which a worker is started while it may still run; None where nothing leads to it that
        can come again, or where each way has a gate.
        """
        worker = start.worker
        if start.call is None:
            if by := self._comes_again(worker):
                return Again(by, (_last_step(start),))
            ways = [edge for edge in self._edges.get(worker.id, ()) if edge.kind in ("thread", "async", "reference")]
        else:
            ways = [
                edge
                for edge in self._edges.get(worker.id, ())
                if edge.call is start.call and edge.caller == start.function.id
            ]
        queue: deque[tuple[Edge, tuple[Edge, ...]]] = deque((edge, ()) for edge in ways)
        seen: set[str] = {worker.id}
        while queue:
            edge, below = queue.popleft()
            caller = self._model.project.functions[edge.caller]
            if caller.id == worker.id or caller.qualname.startswith(f"{worker.qualname}."):
                continue  # it starts itself again when it is through
            if self._is_closed(edge, start, first=not below):
                continue
            way = (edge, *below)
            timer = edge.call.func.name if edge.call is not None else ""
            if timer == "set_interval" or (timer == "set_timer" and edge.caller == edge.callee):
                return Again(BY_TIMER, self._route(way, start))
            if by := self._comes_again(caller):
                return Again(by, self._route(way, start))
            if caller.id not in seen:
                seen.add(caller.id)
                queue += [(up, way) for up in self._edges.get(caller.id, ())]
        return None

    def _comes_again(self, function: Function) -> str | None:
        """By what Textual calls a function again and again; None where it does not."""
        project = self._model.project
        if function.cls is None or not project.is_textual(f"{function.path}::{function.cls}"):
            return None
        for decorator in function.decorators:
            if decorator.kind == "call" and decorator.value.func.name == "on" and decorator.value.args:
                message = dotted(decorator.value.args[0])
                return next((by for pattern, by in _BY_MESSAGE if pattern.search(message)), None)
        return next((by for pattern, by in _BY_NAME if pattern.match(function.name)), None)

    def _is_closed(self, edge: Edge, start: Start, *, first: bool) -> bool:
        """Whether a step is known to be taken once, or not while the worker runs."""
        caller = self._model.project.functions[edge.caller]
        if edge.call is None:
            return False
        if edge.call.func.name == "set_interval":
            return edge.call.argument(3, "repeat") is not None
        if first and edge.call.func.name != "set_timer" and not edge.call.statement and not caller.is_lambda:
            return True  # somebody waits for it, keeps it to cancel it, or looks at it first
        if is_gated(self._model, edge.call.context, caller, start.worker):
            return True
        ends = _ENDS if edge.call.func.name == "push_screen" else _ENDS | {"push_screen"}
        return any(call.func.name in ends for call in caller.calls) or disables(caller, "disabled", "loading")

    def _route(self, way: tuple[Edge, ...], start: Start) -> tuple[Step, ...]:
        functions = self._model.project.functions
        steps = []
        for edge in way:
            caller = functions[edge.caller]
            steps.append(self._step(caller, edge.call.line if edge.call is not None else caller.line))
        return (*steps, _last_step(start))

    def _step(self, function: Function, line: int) -> Step:
        main = self._model.threads.runs_on(function.id, Thread.MAIN)
        return Step(function.path, line, symbol(function), Thread.MAIN if main else Thread.WORKER)


def _last_step(start: Start) -> Step:
    worker = start.worker
    return Step(worker.path, worker.line, symbol(worker), Thread.WORKER if start.options.thread else Thread.MAIN)


_ENDS = frozenset(
    "dismiss pop_screen switch_screen exit cancel cancel_group cancel_node cancel_all cancel_tasks pause "
    "wait_for_complete".split()
)
"""What a function calls that ends what could start the worker again, or the worker itself."""


def disables(function: Function, *names: str) -> bool:
    """Whether a function sets one of these attributes of something: a button is disabled, the screen is covered."""
    return any(
        store.target.kind == "attr"
        and store.target.name in names
        and store.value is not None
        and store.value.kind == "const"
        and bool(store.value.value)
        for store in function.stores
    )


# Gates

_GATE_WORDS = frozenset(
    "is_running is_finished is_done workers worker locked acquire done loading disabled is_set is_alive running busy".split()
)
_GATE_NAME = re.compile(
    r"busy|loading|running|fetching|refreshing|pending|worker|lock|progress|searching|sending|updating|working|inflight"
    r"|in_flight|task|future|active|ready|paused|enabled|scanning|streaming|generating"
)


def is_gated(model: Model, context: Context, function: Function, worker: Function) -> bool:
    """Whether a test decides about a step by something that says whether the worker runs, or that it sets itself."""
    if not context.guards:
        return False
    own = model.project.self_name(function)
    written = {
        store.target.name
        for item in (function, *called_by(model, worker, across=True))
        for store in item.stores
        if store.target.kind == "attr" and _is_self(store.target, model.project.self_name(item))
    }
    return any(_says_so(part, own, written) for test, _ in context.guards for part in parts_of(test))


def _says_so(part: Expr, own: str | None, written: set[str]) -> bool:
    if part.kind == "call":
        return part.value.func.name in _GATE_WORDS
    if part.kind != "attr":
        return False
    if part.name in _GATE_WORDS:
        return True
    return _is_self(part, own) and (part.name in written or bool(_GATE_NAME.search(part.name)))


def _is_self(expr: Expr, own: str | None) -> bool:
    return bool(expr.parts) and expr.parts[0].kind == "name" and expr.parts[0].name == own


def called_by(model: Model, function: Function, *, across: bool) -> Iterator[Function]:
    """A function and all of the project that it calls; with `across` also what it sets going, on main or elsewhere."""
    todo, seen = [function], {function.id}
    while todo:
        here = todo.pop()
        yield here
        for call in here.calls:
            for target in (*model.project.targets(call), *(model.project.runs(call) if across else ())):
                if target.id not in seen:
                    seen.add(target.id)
                    todo.append(target)


# Side by side


def is_one_of_many(model: Model, start: Start) -> bool:
    """Whether the calls show that several of a worker are meant to run at once: it is started in a loop, twice in one
    function, or for different things in different places.
    """
    calls = _calls(model, start)
    if any(_in_loop(model, call) for call in calls):
        return True
    makers = [call.function for call in calls]
    if len(makers) != len(set(makers)):
        return True
    constants = {tuple(arg.value for arg in _given(call, start) if arg.kind == "const") for call in calls}
    return len(constants - {()}) > 1


def _calls(model: Model, start: Start) -> list[Call]:
    """The calls that start the worker; where it is no `@work` method, those that hand it to something that does."""
    project = model.project
    calls = [site.call for site in project.callers(start.worker.id) if site.call is not None]
    if start.call is None:
        return calls
    # A call may be known by several sites.
    return [
        call
        for call in dict.fromkeys(calls)
        if project.shape(call).kind == LAUNCH and start.worker in project.runs(call)
    ]


def _given(call: Call, start: Start) -> tuple[Expr, ...]:
    """The arguments that the worker's function gets."""
    if start.call is None and call.func.name == start.worker.name:
        return call.args
    handed = call.argument(0, "work")
    return handed.value.args if handed is not None and handed.kind == "call" else ()


def _in_loop(model: Model, call: Call) -> bool:
    """Whether a start, or a call of a function that only starts workers, stands in a loop."""
    if call.context.loop:
        return True
    maker = model.project.functions[call.function]
    sites = model.project.callers(maker.id)
    return bool(maker.params[1:]) and any(site.call is not None and site.call.context.loop for site in sites)
