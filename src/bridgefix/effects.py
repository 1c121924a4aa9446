"""What a call or a function does: blocks, shows, crosses, changes things. What can't be shown is not claimed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bridgefix.calls import PLAIN, work
from bridgefix.changing import Changing
from bridgefix.facts import Call, FileFacts, Function, Span, Store
from bridgefix.findings import Step
from bridgefix.holding import no_collecting
from bridgefix.project import Project, link
from bridgefix.threads import Threads, flow


class CallView:
    """A call, and what it does when it is made here. Each answer is worked out when it is asked for."""

    def __init__(self, effects: Effects, call: Call) -> None:
        self.call = call
        self._effects = effects
        self._project = effects.project
        self._function = effects.project.functions[call.function]

    @property
    def targets(self) -> tuple[Function, ...]:
        """The project's functions that it runs, the likeliest first; () for unknown or outside."""
        return self._project.targets(self.call)

    @property
    def dotted(self) -> str | None:
        """Canonical name: `time.sleep`, `textual.widgets.DataTable.add_row`, a function's id."""
        return self._project.dotted(self.call.func, self._function)

    @property
    def kind(self) -> str:
        """`plain`, `crossing`, `launch` or `schedule`."""
        return self._project.shape(self.call).kind

    @property
    def runs(self) -> tuple[Function, ...]:
        """What a crossing, launch or schedule sets going."""
        return self._project.runs(self.call) if self.kind != PLAIN else ()

    @property
    def runs_dotted(self) -> str | None:
        return self._project.runs_dotted(self.call) if self.kind != PLAIN else None

    @cached_property
    def blocks(self) -> tuple[Step, ...]:
        """The way down to the blocking call, this one first; () where nothing blocks. Threads are UNKNOWN in it."""
        return self._effects.call_blocks(self.call, self.targets)

    @cached_property
    def shows(self) -> bool:
        """It touches the UI."""
        return self._effects.call_shows(self.call)

    @cached_property
    def returns_awaitable(self) -> bool | None:
        """Whether its value can be awaited (of a crossing: its callback's); None where that can't be told."""
        return self._effects.awaitable(self.call)

    @cached_property
    def pure(self) -> bool:
        """No effect that can be seen, can't block, the same answer if asked twice."""
        return self._effects.pure(self.call)

    @property
    def logs(self) -> bool:
        return self._effects.logs(self.call)

    @cached_property
    def mutates(self) -> frozenset[int | str] | None:
        """Arguments (by position or keyword) that it may change, and "self" for its receiver; None for an unknown call."""
        if self.pure:
            return frozenset()
        if self.targets and self.kind == PLAIN:
            return self._effects.mutates_project(self.call, self._function)
        return self._effects.mutates_outside(self.call)


class StoreView(NamedTuple):
    """An assignment to an attribute or an item."""

    store: Store
    shows: bool
    """The attribute is a reactive, or one of a widget that is seen on the screen."""
    danger: str | None
    """What such an assignment does from a worker thread: textual_api.CORRUPTS or RAISES."""


class FunctionEffects:
    """What running a function's body does, with all that it calls. Each answer is worked out when it is asked for."""

    def __init__(self, effects: Effects, function: Function) -> None:
        self._effects = effects
        self._function = function

    @cached_property
    def blocks(self) -> tuple[Step, ...]:
        """The way down to the blocking call, this function first."""
        return self._effects.way_down(self._function.id)

    @property
    def shows(self) -> bool:
        return self._function.id in self._effects.showing

    @property
    def crosses(self) -> bool:
        return self._function.id in self._effects.crossing

    @property
    def fetches_and_shows(self) -> bool:
        return bool(self.blocks) and self.shows

    @cached_property
    def reads(self) -> frozenset[str]:
        """Attributes of self that are read."""
        return frozenset(self._effects.summaries[self._function.id].reads)

    @cached_property
    def writes(self) -> frozenset[str]:
        """Attributes of self that are set, or whose value is known to be changed."""
        return frozenset(self._effects.summaries[self._function.id].writes)

    @property
    def grows(self) -> Mapping[str, int]:
        """Those of `writes` that are changed in place, and how deep in what they hold."""
        return self._effects.summaries[self._function.id].grows

    @property
    def pure(self) -> bool:
        effects, function = self._effects, self._function
        if function.id in effects.impure or effects.summaries[function.id].params:
            return False
        return not self.blocks and work(effects.project, function) is None

    @property
    def returns_awaitable(self) -> bool | None:
        return self._effects.function_awaitable(self._function)


@dataclass(slots=True)
class Asked:
    """What was asked since it was emptied: what a fix, or the reason why there is none, rests on."""

    texts: set[str] = field(default_factory=set)
    """Ids of the functions whose text was read; EVERYTHING where it may be any."""
    functions: set[str] = field(default_factory=set)
    """Ids of those of which it was asked what they do."""
    calls: dict[int, CallView] = field(default_factory=dict)
    """The answers about calls."""

    def clear(self) -> None:
        """Forget all that was asked."""
        self.texts, self.functions, self.calls = set(), set(), {}

    @contextmanager
    def not_counted(self) -> Iterator[None]:
        """For answers of which nothing is used that other functions could change."""
        before = self.texts, self.functions, self.calls
        self.clear()
        try:
            yield
        finally:
            self.texts, self.functions, self.calls = before

    def done(self) -> frozenset[str]:
        """Ids of the functions of which it was asked, itself or through a call, what they do."""
        run = (item.id for view in self.calls.values() for item in (*view.targets, *view.runs))
        return frozenset((*self.functions, *run))


EVERYTHING = "*"
"""What is asked of the texts where an answer may rest on any of them."""


class Effects(Changing):
    """The effects of all calls and functions of a project."""

    def __init__(self, project: Project, patterns: tuple[str, ...]) -> None:
        super().__init__(project, patterns)
        self._views: dict[int, CallView] = {}
        self._functions: dict[str, FunctionEffects] = {}
        self.asked = Asked()

    def view(self, path: str, span: Span) -> CallView | None:
        """What the call at a span of a file does."""
        call = self.project.call(path, span)
        return self.of_call(call) if call is not None else None

    def of_call(self, call: Call) -> CallView:
        """What a call does."""
        key = id(call)
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = CallView(self, call)
        self.asked.calls[id(found)] = found
        return found

    def store(self, path: str, span: Span) -> StoreView | None:
        """What the assignment to the attribute or item at a span of a file does."""
        found = self.project.store(path, span)
        return self.of_store(*found) if found is not None else None

    def of_store(self, store: Store, function: Function) -> StoreView:
        danger = self.store_danger(store, function)
        return StoreView(store, danger is not None, danger)

    def of(self, function_id: str) -> FunctionEffects:
        """What running a function does."""
        self.asked.functions.add(function_id)
        if function_id not in self._functions:
            self._functions[function_id] = FunctionEffects(self, self.project.functions[function_id])
        return self._functions[function_id]


# The model


class Model(NamedTuple):
    """All that rules and rewriting ask: the project, its threads and its effects."""

    project: Project
    threads: Threads
    effects: Effects
    blocking: tuple[str, ...] = ()

    def replace(self, files: Iterable[FileFacts]) -> Model:
        """The model with some files' facts taken anew."""
        facts = dict(self.project.files)
        facts.update({item.path: item for item in files})
        new = build(facts.values(), self.blocking)
        new.effects.asked = self.effects.asked
        return new


def build(files: Iterable[FileFacts], blocking: Iterable[str] = ()) -> Model:
    """The model of a project's files; `blocking` are patterns of further names that block."""
    patterns = tuple(blocking)
    with no_collecting():
        project = link(files)
        return Model(project, flow(project), summarise(project, patterns), patterns)


def summarise(project: Project, blocking_patterns: Iterable[str] = ()) -> Effects:
    """The effects of a project's calls and functions, worked out as they are asked for."""
    return Effects(project, tuple(blocking_patterns))
