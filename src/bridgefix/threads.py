"""Which thread each function can run on, with the shortest route that proves it. One worklist, no recursion."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bridgefix import textual_api
from bridgefix.calls import ACROSS, HERE, NOWHERE, TO_MAIN, TO_WORKER, work
from bridgefix.facts import Class, Function
from bridgefix.findings import Step, Thread
from bridgefix.project import Edge, Project

State = tuple[str, Thread]

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LAMBDA = re.compile(r"<lambda:\d+:\d+>")
_EVENT_NAMES = frozenset({"event", "message", "msg", "evt", "_event", "_message", "_"})


class Threads:
    """The threads of a project's functions."""

    def __init__(self, project: Project, without: frozenset[tuple[str, str]]) -> None:
        self._project = project
        self.without = without
        """The steps from caller to callee that are left out."""
        self._before: Before = {}
        self._starting: set[State] = set()
        self._steps: dict[str, list[Edge]] = {}
        for edge in project.edges():
            if edge.flow != NOWHERE and (edge.caller, edge.callee) not in without:
                self._steps.setdefault(edge.caller, []).append(edge)
        called = [(function.id, thread) for function, thread in entries(project)]
        launched = [(function.id, thread) for function, thread in started(project)]
        made = [(function.id, Thread.MAIN) for function in _constructors(project)]
        self._roots = frozenset((*called, *launched, *made))
        """Where it begins whatever the steps are."""
        # One after the other: a route from what Textual calls says more than one from where a worker begins.
        for roots in (called, launched, _left_over(self._steps.values())):
            _spread(roots, self._steps, self._before)
        reached = set(self._before)
        _spread(made, self._steps, self._before)
        self._starting = set(self._before) - reached

    def of(self, function_id: str) -> Thread:
        """Where a function can run."""
        return _thread(function_id, self._before)

    def runs_on(self, function_id: str, thread: Thread) -> bool:
        """Whether a function can run on main, or on a worker."""
        return (function_id, thread) in self._before

    def only_starting(self, function_id: str) -> bool:
        """Whether all that runs a function on main is the `__init__` of a node, of which nothing tells when it runs."""
        return (function_id, Thread.MAIN) in self._starting

    def route(self, function_id: str, thread: Thread) -> tuple[Step, ...]:
        """The shortest way from an entry point to a function on a thread; () if it does not run there.

        Each step has the line on which the next one is set going; the last one that of its `def`.
        """
        state: State = (function_id, thread)
        if state not in self._before:
            return ()
        functions = self._project.functions
        steps: list[Step] = []
        line = functions[function_id].line
        while True:
            function = functions[state[0]]
            steps.append(Step(function.path, line, symbol(function), state[1]))
            before = self._before[state]
            if before is None:
                break
            state, edge = before
            line = edge.call.line if edge.call is not None else functions[state[0]].line
        return tuple(reversed(steps))

    def of_without(self, function_id: str, left_out: Collection[tuple[str, str]]) -> Thread:
        """Where a function could run if these steps from caller to callee were left out; only what leads to it is looked at."""
        steps: dict[str, list[Edge]] = {}
        todo, seen = [function_id], {function_id}
        while todo:
            for edge in self._callers.get(todo.pop(), ()):
                if (edge.caller, edge.callee) not in left_out:
                    steps.setdefault(edge.caller, []).append(edge)
                    if edge.caller not in seen:
                        seen.add(edge.caller)
                        todo.append(edge.caller)
        before: Before = {}
        roots = ((one, thread) for one in seen for thread in (Thread.MAIN, Thread.WORKER))
        _spread([*(root for root in roots if root in self._roots), *_left_over(steps.values())], steps, before)
        return _thread(function_id, before)

    @cached_property
    def _callers(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edges in self._steps.values():
            for edge in edges:
                found.setdefault(edge.callee, []).append(edge)
        return found


Before = dict[State, "tuple[State, Edge] | None"]
"""How each state is come to; None for those that it begins with."""


def _thread(function_id: str, reached: Before) -> Thread:
    main = (function_id, Thread.MAIN) in reached
    if (function_id, Thread.WORKER) in reached:
        return Thread.BOTH if main else Thread.WORKER
    return Thread.MAIN if main else Thread.UNKNOWN


def _spread(roots: Iterable[State], steps: Mapping[str, Sequence[Edge]], before: Before) -> None:
    """Add to `before` what can be come to from the roots."""
    queue: deque[State] = deque()
    for root in roots:
        if root not in before:
            before[root] = None
            queue.append(root)
    while queue:
        state = queue.popleft()
        caller, thread = state
        for edge in steps.get(caller, ()):
            if edge.only is not None and edge.only is not thread:
                continue
            if edge.flow == HERE:
                following = (edge.callee, thread)
            elif edge.flow == ACROSS:
                if thread is Thread.MAIN:
                    continue  # it raises there: the callback never starts
                following = (edge.callee, Thread.MAIN)
            else:
                following = (edge.callee, Thread.MAIN if edge.flow == TO_MAIN else Thread.WORKER)
            if following not in before:
                before[following] = (state, edge)
                queue.append(following)


def _left_over(steps: Iterable[Sequence[Edge]]) -> Iterator[State]:
    """What is launched, scheduled or crossed to by functions of which nothing tells where they run themselves."""
    for edges in steps:
        for edge in edges:
            if edge.only is Thread.UNKNOWN:
                continue
            if edge.flow in (ACROSS, TO_MAIN):
                yield (edge.callee, Thread.MAIN)
            elif edge.flow == TO_WORKER:
                yield (edge.callee, Thread.WORKER)


def flow(project: Project, without: frozenset[tuple[str, str]] = frozenset()) -> Threads:
    """The threads of a project's functions, leaving out the steps from caller to callee in `without`."""
    return Threads(project, without)


def symbol(function: Function) -> str:
    """A function's name for people: `Class.method`, a lambda without its place."""
    return _LAMBDA.sub("<lambda>", function.qualname)


# Entry points


def entries(project: Project) -> Iterator[tuple[Function, Thread]]:
    """The functions that Textual calls by itself, and what `Thread.start` calls."""
    messages = frozenset(_handler_names(project))
    for cls in project.classes.values():
        textual = project.is_textual(cls.id)
        threaded = _is_thread(project, cls)
        if not textual and not threaded:
            continue
        names = frozenset(project.ui_names(cls.id))
        for name, qualname in cls.methods.items():
            function = project.files[cls.path].functions[qualname]
            if work(project, function) is not None:
                continue  # a decorator beats a name
            if threaded and (name == "run" or name.startswith("on_")):
                yield function, Thread.WORKER
            elif textual and _is_entry(project, cls, names, name, function, messages):
                yield function, Thread.MAIN


def started(project: Project) -> Iterator[tuple[Function, Thread]]:
    """The functions that run as workers, whoever starts them."""
    for function in project.functions.values():
        how = work(project, function) if function.decorators else None
        if how in (TO_WORKER, TO_MAIN):
            yield function, Thread.WORKER if how == TO_WORKER else Thread.MAIN


def _is_thread(project: Project, cls: Class) -> bool:
    """Whether its instances are called from a thread of their own: by `Thread.start`, or by a file watcher."""
    return any(
        item in ("threading.Thread", "threading.Timer") or item.startswith("watchdog.events.")
        for item in project.outside(cls.id)
    )


def _is_entry(
    project: Project, cls: Class, names: frozenset[str], name: str, function: Function, messages: frozenset[str]
) -> bool:
    for owner, methods in textual_api.MAIN_METHODS.items():
        if name in methods and owner in names:
            return True
    if textual_api.PUMP not in names and textual_api.NODE not in names:
        return False
    if any(_is_on(project, item, function) for item in function.decorators):
        return True
    if any(
        item.kind in ("name", "attr") and item.name in ("staticmethod", "classmethod") for item in function.decorators
    ):
        return False
    prefix, _, rest = name.lstrip("_").partition("_")
    if prefix == "on":
        if not _may_take_message(project, function):
            return False
        return rest in textual_api.HANDLERS or rest in messages or _takes_event(project, function)
    if prefix == "action":
        return bool(rest)
    if prefix == "key":
        required = [
            item for item in function.params[1:] if item.default is None and item.kind in ("normal", "positional")
        ]
        return not required or (len(required) == 1 and required[0].name in _EVENT_NAMES)
    if prefix in ("watch", "validate"):
        return project.is_reactive(cls.id, rest) or any(
            project.is_reactive(user.id, rest) for user in project.subclasses(cls.id)
        )
    return prefix == "compute" and project.is_reactive(cls.id, rest)


def _is_on(project: Project, expr: object, function: Function) -> bool:
    kind, value = getattr(expr, "kind", ""), getattr(expr, "value", None)
    if kind != "call" or value is None or value.func.name != "on":
        return False
    return project.decorator(value.func, function) in ("textual.on", "textual._on.on")


def _may_take_message(project: Project, function: Function) -> bool:
    """Whether a method could be called with a message or with nothing, which is all that Textual does (`_callback.py`)."""
    required = [item for item in function.params[1:] if item.default is None and item.kind not in ("args", "kwargs")]
    if len(required) > 1 or any(item.kind == "keyword" for item in required):
        return False
    annotation = required[0].annotation if required else None
    taken = project.annotation(annotation, function) if annotation is not None else None
    return taken is None or not taken.name.startswith("builtins.")


def _takes_event(project: Project, function: Function) -> bool:
    """A handler of a message that no table knows: it takes an event, and nobody in the project calls or mentions it."""
    rest = function.params[1:]
    if len(rest) != 1 or rest[0].name not in _EVENT_NAMES:
        return False
    return not project.callers(function.id)


def _handler_names(project: Project) -> Iterator[str]:
    """What handlers of the project's own messages are called, without `on_`."""
    for cls in project.classes.values():
        if any(name in (textual_api.MESSAGE, "textual.events.Event") for name in project.outside(cls.id)) or any(
            item.startswith("textual.events.") for item in project.outside(cls.id)
        ):
            qualname = cls.qualname.rpartition("#")[0] or cls.qualname
            yield _CAMEL.sub("_", qualname.replace(".", "_")).lower()
        elif any(item.startswith("textual.") for item in project.outside(cls.id)) and cls.outer:
            yield _CAMEL.sub("_", cls.qualname.replace(".", "_")).lower()


def _constructors(project: Project) -> Iterator[Function]:
    for cls in project.classes.values():
        if "__init__" in cls.methods and project.is_dom_node(cls.id):
            yield project.files[cls.path].functions[cls.methods["__init__"]]


def ending(route: tuple[Step, ...], line: int, what: str) -> tuple[Step, ...]:
    """A route that goes on to something that is done at a line of its last function."""
    if not route:
        return ()
    last = Step(route[-1].path, line, route[-1].symbol, route[-1].thread)
    return (*route[:-1], last, Step(last.path, line, what, last.thread))
