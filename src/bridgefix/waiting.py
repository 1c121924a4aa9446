"""What waits: calls that block by name, and functions that lead to one."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import cached_property

from bridgefix import blocking
from bridgefix.calls import ACROSS, HERE, PLAIN
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Step, Thread
from bridgefix.project import Project
from bridgefix.threads import symbol


class Waiting:
    """Answers what blocks in a project."""

    def __init__(self, project: Project, patterns: tuple[str, ...]) -> None:
        self.project = project
        self.patterns = patterns
        self.inward: dict[str, list[str]] = {}
        """Function to those that run it in their own thread."""
        self.across: dict[str, list[str]] = {}
        """Function to those that cross to it."""
        self._waiting: dict[str, str | None] = {}
        for edge in project.edges():
            if edge.flow == HERE and edge.kind != "schedule":
                self.inward.setdefault(edge.callee, []).append(edge.caller)
            elif edge.flow == ACROSS:
                self.across.setdefault(edge.callee, []).append(edge.caller)

    def blocking_name(self, call: Call) -> str | None:
        """The canonical name of a call that itself waits, by the tables or by the user's patterns."""
        return self._blocking_names.get(id(call))

    @cached_property
    def _blocking_names(self) -> dict[int, str]:
        return {id(call): name for calls in self.waits.values() for call, name in calls}

    def _blocking_name(self, call: Call) -> str | None:
        project = self.project
        dotted = project.dotted(call.func, project.functions[call.function])
        if dotted is None:
            return None
        if dotted not in self._waiting:
            self._waiting[dotted] = self._waiting_name(dotted)
        name = self._waiting[dotted]
        if name is None or call.awaited or is_suspended(self.project, call):
            return None
        if dotted not in project.functions and (project.shape(call).kind != PLAIN or _harmless(call, dotted)):
            return None
        return name

    def _waiting_name(self, dotted: str) -> str | None:
        """What a function is called whose calls wait, unless something round them says otherwise."""
        target = self.project.functions.get(dotted)
        if target is not None:
            if not self.patterns or target.is_async:
                return None
            name = self.public_name(target)
            return name if blocking.matches(name, self.patterns) else None
        if dotted in self.project.classes or (dotted.startswith("builtins.") and dotted != "builtins.input"):
            return None
        return dotted if blocking.blocks(dotted, self.patterns) else None

    @cached_property
    def waits(self) -> dict[str, list[tuple[Call, str]]]:
        """Function id to the calls in it that themselves wait, with their names."""
        found: dict[str, list[tuple[Call, str]]] = {}
        value_of, waiting = self.project.value, self._waiting
        for function in self.project.functions.values():
            for call in function.calls:
                called = value_of(call.func, function)
                # Of nearly all calls their name has been asked for already, and they do not wait.
                if called is None or waiting.get(called.name, "") is None:
                    continue
                name = self._blocking_name(call)
                if name is not None:
                    found.setdefault(function.id, []).append((call, name))
        return found

    def public_name(self, function: Function) -> str:
        """What a function of the project is called from outside: `acme.api.Client.get`."""
        return f"{self.project.module_name(function.path)}.{function.qualname}"

    @cached_property
    def _blocking(self) -> dict[str, tuple[Call | None, str]]:
        """Function id to the call in it that blocks, and what that is: a dotted name, or the next function's id."""
        found: dict[str, tuple[Call | None, str]] = {key: calls[0] for key, calls in self.waits.items()}
        queue = deque(found)
        callers: dict[str, list[tuple[str, Call | None]]] = {}
        for edge in self.project.edges():
            if edge.flow == HERE and edge.kind != "schedule":
                callers.setdefault(edge.callee, []).append((edge.caller, edge.call))
        while queue:
            callee = queue.popleft()
            for caller, site in callers.get(callee, ()):
                if caller not in found and not (site is not None and is_suspended(self.project, site)):
                    found[caller] = (site, callee)
                    queue.append(caller)
        return found

    def way_down(self, function_id: str) -> tuple[Step, ...]:
        steps: list[Step] = []
        functions = self.project.functions
        here = function_id
        while here in self._blocking:
            call, following = self._blocking[here]
            function = functions[here]
            line = call.line if call is not None else function.line
            steps.append(Step(function.path, line, symbol(function), Thread.UNKNOWN))
            if following not in functions:
                steps.append(Step(function.path, line, following, Thread.UNKNOWN))
                break
            if following not in self._blocking:
                break
            here = following
        return tuple(steps)

    def call_blocks(self, call: Call, targets: tuple[Function, ...]) -> tuple[Step, ...]:
        function = self.project.functions[call.function]
        here = Step(function.path, call.line, symbol(function), Thread.UNKNOWN)
        name = self.blocking_name(call)
        if name is not None:
            return (here, Step(function.path, call.line, name, Thread.UNKNOWN))
        if self.project.shape(call).kind != PLAIN or is_suspended(self.project, call):
            return ()
        ways = [
            (here, *self.way_down(target.id))
            for target in targets
            if target.id in self._blocking and (not target.is_async or call.awaited)
        ]
        return min(ways, key=len, default=())


def close(found: set[str], *callers: Mapping[str, list[str]]) -> None:
    """Add to a set of functions all that the tables lead to from one of them: its callers, and theirs, or what it calls."""
    queue = deque(found)
    while queue:
        callee = queue.popleft()
        for table in callers:
            for caller in table.get(callee, ()):
                if caller not in found:
                    found.add(caller)
                    queue.append(caller)


def is_suspended(project: Project, call: Call) -> bool:
    """Whether a call stands under `with app.suspend():` or the like, when the terminal is not Textual's anyway."""
    return any(item.kind == "call" and _suspends(project, item.value) for item in call.context.withs)


def _suspends(project: Project, entered: Call) -> bool:
    """Whether a context is a suspended app, or one of the project that suspends it."""
    if "suspend" in entered.func.name:
        return True
    return any("suspend" in inner.func.name for target in project.targets(entered) for inner in target.calls)


def _number(expr: Expr | None) -> float | None:
    if expr is not None and expr.kind == "const" and isinstance(expr.value, (int, float)):
        return float(expr.value)
    return None


def _harmless(call: Call, dotted: str) -> bool:
    """Calls of the table that do not wait with these arguments, or where they stand."""
    last = dotted.rpartition(".")[2]
    if dotted == "time.sleep":
        return _number(call.argument(0, "seconds")) == 0
    if dotted == "psutil.cpu_percent":
        interval = call.argument(0, "interval")
        return interval is None or (interval.kind == "const" and not interval.value)
    if dotted == "os.waitpid":
        return any(arg.name == "WNOHANG" for arg in call.args)
    if last == "get" and dotted.startswith(("queue.", "multiprocessing.")):
        block = call.argument(0, "block")
        return (block is not None and block.kind == "const" and not block.value) or _number(
            call.keyword("timeout")
        ) == 0
    if last in ("result", "exception") and any(outcome and _asks_done(test) for test, outcome in call.context.guards):
        return True
    if last in ("join", "wait", "result"):
        return _number(call.argument(0, "timeout")) == 0
    return dotted == "select.select" and len(call.args) == 4 and _number(call.args[3]) == 0


def _asks_done(test: Expr) -> bool:
    return test.kind == "call" and test.value.func.name == "done"
