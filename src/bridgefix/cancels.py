"""Thread workers that can be cancelled, what cancels them, and the functions that run in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bridgefix.calls import PLAIN, work
from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.starts import Start, starts
from bridgefix.syntax import named_by


class Body(NamedTuple):
    """A function that runs in thread workers, and nowhere else that matters, which may be cancelled."""

    function: Function
    start: Start
    """Of the worker."""
    by_hand: Call | None
    """What cancels the worker, other than its own next start."""
    replaced: bool
    """Whether each next start cancels the one before."""


def bodies(model: Model) -> Iterator[Body]:
    """The functions that thread workers run which may be cancelled: the work itself, and what only it calls."""
    seen: set[str] = set()
    groups: dict[tuple[str, str | None], set[str]] = {}
    cancels = Cancels(model)
    every = list(starts(model))
    made = [start for start in every if start.options.thread]
    for start in every:
        if start.options.exclusive:
            groups.setdefault((_node(model, start), start.options.group), set()).add(start.worker.id)
    for start in made:
        # An exclusive worker of the same node and group cancels whatever runs there, also what is none of its kind.
        shares = groups.get((_node(model, start), start.options.group), set()) - {start.worker.id}
        hand = cancels.of(start)
        replaced = bool(start.options.exclusive) and not _starts_once(model, start)
        if not replaced and hand is None:
            continue
        for function in _family(model, start.worker):
            if function.id not in seen:
                seen.add(function.id)
                yield Body(function, start, hand, replaced and not shares)


def _node(model: Model, start: Start) -> str:
    owner = model.project.owner(start.function.id)
    return owner.id if owner is not None else start.function.path


_ONCE = re.compile(r"_?on_(mount|ready|load)\Z|__init__\Z|compose\Z")
_BY_TEXTUAL = re.compile(r"_?(on|action|key)_\w+\Z")
_CALLS_ONCE = frozenset("push_screen set_timer call_later call_after_refresh call_next".split())
"""What calls back no more often than it is called itself."""


def _starts_once(model: Model, start: Start) -> bool:
    """Whether all that starts a worker runs once in the life of its node."""
    if start.call is not None:
        makers = [start.function]
    else:
        name = start.worker.name
        decorated = any(named_by(item).name == "on" for item in start.worker.decorators)
        if not _ONCE.match(name) and (decorated or _BY_TEXTUAL.match(name)):
            return False
        sites = [site for site in model.project.callers(start.worker.id) if site.caller != start.worker.id]
        if any(site.call is None or site.call.func.name not in {name, *_CALLS_ONCE} for site in sites):
            return False  # handed to a timer, or to who knows what
        makers = [model.project.functions[site.caller] for site in sites]
        if not makers:
            return bool(_ONCE.match(name))
    return bool(makers) and all(_ONCE.match(maker.name) and not model.project.callers(maker.id) for maker in makers)


_CANCELS = frozenset({"cancel", "cancel_group", "cancel_node", "cancel_all"})


class Cancels:
    """The calls of a project that cancel workers, those left out that end the app anyway."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._calls: list[Call] = []
        self._kept: dict[str, list[tuple[Expr, Function]]] = {}
        """Attributes by name, with what is assigned to them."""
        for function in model.project.functions.values():
            for store in function.stores:
                if store.target.kind == "attr" and store.value is not None and store.value.kind == "call":
                    self._kept.setdefault(store.target.name, []).append((store.value, function))
            calls = [call for call in function.calls if call.func.kind == "attr" and call.func.name in _CANCELS]
            if calls and "unmount" not in function.name and all(call.func.name != "exit" for call in function.calls):
                self._calls += calls

    def of(self, start: Start) -> Call | None:
        """What cancels a worker other than its own next start; None where nothing does."""
        return next((call for call in self._calls if self._stops(call, start)), None)

    def _stops(self, call: Call, start: Start) -> bool:
        project = self._model.project
        function = project.functions[call.function]
        receiver = call.func.parts[0]
        name = call.func.name
        if name == "cancel":
            return self._holds(receiver, function, start)
        if receiver.name != "workers":
            return False
        ours, theirs = project.owner(start.function.id), project.owner(function.id)
        if ours is None or theirs is None:
            return False
        if name == "cancel_all":
            return True
        if ours not in (*project.mro(theirs.id), *project.subclasses(theirs.id)):
            return False
        node = call.argument(0, "node")
        if node is None or node.kind != "name" or node.name != project.self_name(function):
            return False
        if name == "cancel_node":
            return True
        group = call.argument(1, "group")
        return group is not None and group.kind == "const" and bool(group.value == start.options.group)

    def _holds(self, held: Expr, function: Function, start: Start) -> bool:
        """Whether a local or an attribute of self holds what the start gave back."""
        if held.kind == "name":
            values = [item.value for item in function.bindings.get(held.name, ())]
            return any(value is not None and _is_start(self._model, value, start) for value in values)
        owner = self._model.project.owner
        return held.kind == "attr" and any(
            owner(maker.id) == owner(function.id) is not None and _is_start(self._model, value, start)
            for value, maker in self._kept.get(held.name, ())
        )


def _is_start(model: Model, value: Expr, start: Start) -> bool:
    if value.kind != "call":
        return False
    if start.call is not None:
        return value.value is start.call
    return start.worker in model.project.targets(value.value)


def _family(model: Model, worker: Function) -> list[Function]:
    """The work, and the functions that nothing but it and others of them calls, in its own thread."""
    found, ours = [worker], {worker.id}
    for function in found:
        for call in function.calls:
            if model.project.shape(call).kind != PLAIN:
                continue
            for target in model.project.targets(call):
                sites = model.project.callers(target.id)
                if target.id in ours or not _is_of_textual(model, target):
                    continue
                if all(site.kind == "call" and site.caller in ours for site in sites):
                    if work(model.project, target) is None and (not target.is_async or call.awaited):
                        found.append(target)
                        ours.add(target.id)
    return found


def _is_of_textual(model: Model, function: Function) -> bool:
    owner = model.project.owner(function.id)
    return function.parent is not None or (owner is not None and model.project.is_textual(owner.id))


def other_ways(model: Model, body: Body) -> Iterator[tuple[Function, Call | None]]:
    """Who runs a function, or one that leads to it, where there is no worker of Textual: with the call, if it is one."""
    family = {item.id for item in _family(model, body.start.worker)}
    launches = [start.call for start in starts(model) if start.call is not None and start.options.thread]
    for edge in model.project.edges():
        if edge.callee not in family or edge.caller in family:
            continue
        if work(model.project, model.project.functions[edge.callee]) is None and edge.call not in launches:
            yield model.project.functions[edge.caller], edge.call
