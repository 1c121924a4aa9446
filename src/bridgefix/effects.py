"""What a call or a function does: blocks, shows, crosses, changes things. What can't be shown is not claimed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bridgefix.calls import PLAIN, work
from bridgefix.changing import Changing
from bridgefix.facts import Call, FileFacts, Function, Span, Store
from bridgefix.findings import Step
from bridgefix.holding import no_collecting
from bridgefix.project import Project, link
from bridgefix.threads import Threads, flow


@dataclass(frozen=True, slots=True)
class CallView:
    """A call, and what it does when it is made here."""

    call: Call
    targets: tuple[Function, ...]
    """The project's functions that it runs, the likeliest first; () for unknown or outside."""
    dotted: str | None
    """Canonical name: `time.sleep`, `textual.widgets.DataTable.add_row`, a function's id."""
    kind: str
    """`plain`, `crossing`, `launch` or `schedule`."""
    runs: tuple[Function, ...]
    """What a crossing, launch or schedule sets going."""
    runs_dotted: str | None
    blocks: tuple[Step, ...]
    """The way down to the blocking call, this one first; () where nothing blocks. Threads are UNKNOWN in it."""
    shows: bool
    """It touches the UI."""
    returns_awaitable: bool | None
    """Whether its value can be awaited (of a crossing: its callback's); None where that can't be told."""
    pure: bool
    """No effect that can be seen, can't block, the same answer if asked twice."""
    logs: bool
    mutates: frozenset[int | str] | None
    """Arguments (by position or keyword) that it may change, and "self" for its receiver; None for an unknown call."""


@dataclass(frozen=True, slots=True)
class StoreView:
    """An assignment to an attribute or an item."""

    store: Store
    shows: bool
    """The attribute is a reactive, or one of a widget that is seen on the screen."""
    danger: str | None
    """What such an assignment does from a worker thread: textual_api.CORRUPTS or RAISES."""


@dataclass(frozen=True, slots=True)
class FunctionEffects:
    """What running a function's body does, with all that it calls."""

    blocks: tuple[Step, ...]
    """The way down to the blocking call, this function first."""
    shows: bool
    crosses: bool
    fetches_and_shows: bool
    reads: frozenset[str]
    """Attributes of self that are read."""
    writes: frozenset[str]
    """Attributes of self that are set, or whose value is known to be changed."""
    pure: bool
    returns_awaitable: bool | None


class Effects(Changing):
    """The effects of all calls and functions of a project."""

    def __init__(self, project: Project, patterns: tuple[str, ...]) -> None:
        super().__init__(project, patterns)
        self._views: dict[int, CallView] = {}
        self._functions: dict[str, FunctionEffects] = {}

    def view(self, path: str, span: Span) -> CallView | None:
        """What the call at a span of a file does."""
        call = self.project.call(path, span)
        return self.of_call(call) if call is not None else None

    def of_call(self, call: Call) -> CallView:
        """What a call does."""
        key = id(call)
        if key not in self._views:
            self._views[key] = self._view(call)
        return self._views[key]

    def store(self, path: str, span: Span) -> StoreView | None:
        """What the assignment to the attribute or item at a span of a file does."""
        found = self.project.store(path, span)
        return self.of_store(*found) if found is not None else None

    def of_store(self, store: Store, function: Function) -> StoreView:
        danger = self.store_danger(store, function)
        return StoreView(store, danger is not None, danger)

    def of(self, function_id: str) -> FunctionEffects:
        """What running a function does."""
        if function_id not in self._functions:
            self._functions[function_id] = self._effects(self.project.functions[function_id])
        return self._functions[function_id]

    def _view(self, call: Call) -> CallView:
        project = self.project
        function = project.functions[call.function]
        form = project.shape(call)
        targets = project.targets(call)
        pure = self.pure(call)
        mutates: frozenset[int | str] | None
        if pure:
            mutates = frozenset()
        elif targets and form.kind == PLAIN:
            mutates = self.mutates_project(call, function)
        else:
            mutates = self.mutates_outside(call)
        return CallView(
            call=call,
            targets=targets,
            dotted=project.dotted(call.func, function),
            kind=form.kind,
            runs=project.runs(call) if form.kind != PLAIN else (),
            runs_dotted=project.runs_dotted(call) if form.kind != PLAIN else None,
            blocks=self.call_blocks(call, targets),
            shows=self.call_shows(call),
            returns_awaitable=self.awaitable(call),
            pure=pure,
            logs=self.logs(call),
            mutates=mutates,
        )

    def _effects(self, function: Function) -> FunctionEffects:
        blocks = self.way_down(function.id)
        shows = function.id in self.showing
        summary = self.summaries[function.id]
        started = work(self.project, function) is not None
        return FunctionEffects(
            blocks=blocks,
            shows=shows,
            crosses=function.id in self.crossing,
            fetches_and_shows=bool(blocks) and shows,
            reads=frozenset(summary.reads),
            writes=frozenset(summary.writes),
            pure=function.id not in self.impure and not blocks and not started,
            returns_awaitable=self.function_awaitable(function),
        )


# The model


@dataclass(frozen=True)
class Model:
    """All that rules and rewriting ask: the project, its threads and its effects."""

    project: Project
    threads: Threads
    effects: Effects
    blocking: tuple[str, ...] = ()

    def replace(self, files: Iterable[FileFacts]) -> Model:
        """The model with some files' facts taken anew."""
        facts = dict(self.project.files)
        facts.update({item.path: item for item in files})
        return build(facts.values(), self.blocking)


def build(files: Iterable[FileFacts], blocking: Iterable[str] = ()) -> Model:
    """The model of a project's files; `blocking` are patterns of further names that block."""
    patterns = tuple(blocking)
    with no_collecting():
        project = link(files)
        return Model(project, flow(project), summarise(project, patterns), patterns)


def summarise(project: Project, blocking_patterns: Iterable[str] = ()) -> Effects:
    """The effects of a project's calls and functions, worked out as they are asked for."""
    return Effects(project, tuple(blocking_patterns))
