"""What a call or a function does: blocks, shows, crosses, changes things. Conservative: what can't be shown is not claimed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bridgefix import blocking, purity, textual_api
from bridgefix.calls import ACROSS, CROSSING, HERE, LAUNCH, PLAIN, SCHEDULE, callables, work
from bridgefix.facts import Call, Expr, FileFacts, Function, Span, Store
from bridgefix.findings import Step, Thread
from bridgefix.project import Project, link
from bridgefix.symbols import Value
from bridgefix.threads import Threads, flow, symbol


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
    mutates_params: frozenset[str]
    """Parameters whose value may be changed; also those given to calls of which nothing is known."""
    pure: bool
    returns_awaitable: bool | None
    launches_only: bool
    """Calling it starts a worker or a thread, and does nothing that blocks or shows."""


class Effects:
    """The effects of all calls and functions of a project."""

    def __init__(self, project: Project, patterns: tuple[str, ...]) -> None:
        self.project = project
        self._patterns = patterns
        self._views: dict[int, CallView] = {}
        self._functions: dict[str, FunctionEffects] = {}
        self._awaitable: dict[str, bool | None] = {}
        self._inward: dict[str, list[str]] = {}
        self._across: dict[str, list[str]] = {}
        for edge in project.edges():
            if edge.flow == HERE and edge.kind != "schedule":
                self._inward.setdefault(edge.callee, []).append(edge.caller)
            elif edge.flow == ACROSS:
                self._across.setdefault(edge.callee, []).append(edge.caller)

    # Asked by rules and by the rewriting

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
        danger = self._store_danger(store, function)
        return StoreView(store, danger is not None, danger)

    def of(self, function_id: str) -> FunctionEffects:
        """What running a function does."""
        if function_id not in self._functions:
            self._functions[function_id] = self._effects(self.project.functions[function_id])
        return self._functions[function_id]

    # Blocking

    def blocking_name(self, call: Call) -> str | None:
        """The canonical name of a call that itself waits, by the tables or by the user's patterns."""
        function = self.project.functions[call.function]
        if call.awaited or is_suspended(call):
            return None
        dotted = self.project.dotted(call.func, function)
        if dotted is None or (dotted.startswith("builtins.") and dotted != "builtins.input"):
            return None
        if dotted in self.project.functions:
            target = self.project.functions[dotted]
            if not self._patterns or target.is_async:
                return None
            dotted = self.public_name(target)
            return dotted if blocking.matches(dotted, self._patterns) else None
        if dotted in self.project.classes:
            return None
        if self.project.shape(call).kind != PLAIN:
            return None
        return dotted if blocking.blocks(dotted, self._patterns) and not _harmless(call, dotted) else None

    def public_name(self, function: Function) -> str:
        """What a function of the project is called from outside: `acme.api.Client.get`."""
        return f"{self.project.module_name(function.path)}.{function.qualname}"

    @cached_property
    def _blocking(self) -> dict[str, tuple[Call | None, str]]:
        """Function id to the call in it that blocks, and what that is: a dotted name, or the id of the next function."""
        found: dict[str, tuple[Call | None, str]] = {}
        queue: deque[str] = deque()
        for function in self.project.functions.values():
            for call in function.calls:
                name = self.blocking_name(call)
                if name is not None:
                    found[function.id] = (call, name)
                    queue.append(function.id)
                    break
        callers: dict[str, list[tuple[str, Call | None]]] = {}
        for edge in self.project.edges():
            if edge.flow == HERE and edge.kind != "schedule":
                callers.setdefault(edge.callee, []).append((edge.caller, edge.call))
        while queue:
            callee = queue.popleft()
            for caller, site in callers.get(callee, ()):
                if caller not in found and not (site is not None and is_suspended(site)):
                    found[caller] = (site, callee)
                    queue.append(caller)
        return found

    def _way_down(self, function_id: str) -> tuple[Step, ...]:
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

    def _call_blocks(self, call: Call, targets: tuple[Function, ...]) -> tuple[Step, ...]:
        function = self.project.functions[call.function]
        here = Step(function.path, call.line, symbol(function), Thread.UNKNOWN)
        name = self.blocking_name(call)
        if name is not None:
            return (here, Step(function.path, call.line, name, Thread.UNKNOWN))
        if self.project.shape(call).kind != PLAIN or is_suspended(call):
            return ()
        ways = [
            (here, *self._way_down(target.id))
            for target in targets
            if target.id in self._blocking and (not target.is_async or call.awaited)
        ]
        return min(ways, key=len, default=())

    # Showing

    def danger(self, call: Call) -> str | None:
        """What a call of a method of a widget, node or query does to the UI from a thread; None for other calls."""
        function = self.project.functions[call.function]
        found = None
        for value in self.project.values(call.func, function):
            if value is None or value.kind != "external":
                return None
            found = self._value_danger(value)
            if found is None:
                return None
        return found

    def _value_danger(self, value: Value) -> str | None:
        owner, _, name = value.name.rpartition(".")
        owners = self.project.textual_names(value.receiver or owner) or self.project.textual_names(owner)
        return textual_api.owned(textual_api.MUTATORS, owners, name) if owners else None

    def value_shows(self, value: Value | None, name: str) -> bool:
        """Whether calling a value that was written as something called `name` touches the UI."""
        if value is None:
            return name in textual_api.NEAR_CERTAIN or name in textual_api.SHOWN_BY_NAME
        if value.kind == "function":
            return value.name in self._showing
        if value.kind != "external":
            return False
        owner, _, method = value.name.rpartition(".")
        if method in ("set_timer", "set_interval"):
            return False
        if self._value_danger(value) is not None:
            return True
        owners = self.project.textual_names(value.receiver or owner)
        return bool(owners) and textual_api.owns(textual_api.SHOWS_ONLY, owners, method)

    def _call_shows(self, call: Call) -> bool:
        function = self.project.functions[call.function]
        form = self.project.shape(call)
        if form.kind == CROSSING:
            return any(
                self.value_shows(value, _callback_name(callback))
                for callback in form.callbacks
                for value, _ in callables(self.project, callback, function)
            )
        if form.kind == LAUNCH or (form.kind == SCHEDULE and not self.danger(call)):
            return False
        name = call.func.name
        return any(self.value_shows(value, name) for value in self.project.values(call.func, function)) or any(
            target.id in self._showing for target in self.project.targets(call)
        )

    @cached_property
    def _showing(self) -> set[str]:
        self.__dict__["_showing"] = found = set[str]()  # while it is being worked out, no project function shows yet
        for function in self.project.functions.values():
            if any(self._call_shows(call) for call in function.calls) or any(
                self._store_danger(store, function) for store in function.stores
            ):
                found.add(function.id)
        _close(found, self._inward, self._across)
        return found

    def _store_danger(self, store: Store, function: Function) -> str | None:
        target = store.target
        while target.kind == "item":
            return None
        base = self.project.value(target.parts[0], function)
        if base is None:
            return textual_api.CORRUPTS if target.name in textual_api.SHOWN_BY_NAME else None
        if base.kind != "instance":
            return None
        owners = self.project.textual_names(base.name)
        if textual_api.STYLES in owners:
            return textual_api.CORRUPTS
        if base.name in self.project.classes:
            kind = self.project.reactive_kind(base.name, target.name)
            if kind in ("reactive", "var"):
                return textual_api.CORRUPTS
            if kind is None:
                return None
        elif not textual_api.owns(textual_api.ATTRIBUTES, owners, target.name):
            return None
        if target.name == "loading" and not (store.value is not None and store.value == _false(store.value)):
            return textual_api.RAISES
        return textual_api.CORRUPTS

    # Crossing

    @cached_property
    def _crossing(self) -> set[str]:
        found = {
            function.id
            for function in self.project.functions.values()
            if any(self.project.shape(call).kind == CROSSING for call in function.calls)
        }
        _close(found, self._inward)
        return found

    # Awaitables

    def _returns_awaitable(self, call: Call) -> bool | None:
        form = self.project.shape(call)
        function = self.project.functions[call.function]
        if call.awaited:
            return False
        if form.kind == CROSSING:
            found = {
                self._value_awaitable(value, _callback_name(callback), made is not None)
                for callback in form.callbacks
                for value, made in callables(self.project, callback, function)
            }
            return _agreed(found)
        if form.kind == LAUNCH:
            return call.func.name in ("to_thread", "run_in_executor", "run_sync")
        values = self.project.values(call.func, function)
        return _agreed({self._value_awaitable(value, call.func.name, False) for value in values})

    def _value_awaitable(self, value: Value | None, name: str, made: bool) -> bool | None:
        """Whether the result of calling a value can be awaited."""
        if value is None:
            return False if name in _NEVER_AWAITABLE else None
        if value.kind == "class":
            return False
        if value.kind == "function":
            return True if made else self.function_awaitable(self.project.functions[value.name])
        if value.kind != "external":
            return None
        owner, _, method = value.name.rpartition(".")
        owners = self.project.textual_names(value.receiver or owner)
        if owners:
            if textual_api.owns(textual_api.AWAITABLE, owners, method):
                return True
            known = self._value_danger(value) or textual_api.owns(textual_api.SHOWS_ONLY, owners, method)
            return False if known or method in textual_api.SAFE_FROM_THREADS | textual_api.READERS else None
        if owner.startswith("builtins") or purity.is_pure_name(value.name) or purity.is_log_name(value.name):
            return False
        if method[:1].isupper() and not method.startswith("Await"):
            return False
        return False if blocking.blocks(value.name) else None

    def function_awaitable(self, function: Function) -> bool | None:
        """Whether what a function returns can be awaited."""
        key = function.id
        if key not in self._awaitable:
            self._awaitable[key] = None
            self._awaitable[key] = self._find_awaitable(function)
        return self._awaitable[key]

    def _find_awaitable(self, function: Function) -> bool | None:
        if work(self.project, function) is not None:
            return False
        if function.is_async:
            return not function.is_generator
        if function.is_generator or not function.returns:
            return False
        return _agreed({self._expr_awaitable(value, function) for value, _ in function.returns})

    def _expr_awaitable(self, expr: Expr, function: Function) -> bool | None:
        if expr.kind == "call":
            return self._returns_awaitable(expr.value)
        if expr.kind in (
            "const",
            "list",
            "dict",
            "set",
            "tuple",
            "fstring",
            "comp",
            "compare",
            "not",
            "lambda",
            "await",
        ):
            return False
        if expr.kind == "choice":
            return _agreed({self._expr_awaitable(part, function) for part in expr.parts})
        value = self.project.value(expr, function)
        return False if value is not None and value.kind == "instance" and value.name.startswith("builtins.") else None

    # Purity

    @cached_property
    def _impure(self) -> set[str]:
        """Functions not shown to be pure: those with an effect of their own, and all that call one."""
        self.__dict__["_impure"] = found = set[str]()
        for function in self.project.functions.values():
            if not self._locally_pure(function):
                found.add(function.id)
        callers: dict[str, list[str]] = {}
        for edge in self.project.edges():
            callers.setdefault(edge.callee, []).append(edge.caller)
        for function in self.project.functions.values():
            if function.is_lambda:
                # Nobody says who calls it: the function that it stands in answers for it.
                callers.setdefault(function.id, []).append(self.project.parent(function).id)
        _close(found, callers)
        return found

    def _locally_pure(self, function: Function) -> bool:
        """Whether a function does nothing itself that can be seen; what it calls of the project is left out."""
        if function.is_async or function.awaits or function.globals or function.name == "<module>":
            return False
        own = self.project.self_name(function) if function.name in ("__init__", "__post_init__") else None
        for store in function.stores:
            root = _root(store.target)
            if root is None or not (root == own or self.is_fresh(root, function)):
                return False
        for call in function.calls:
            if self.project.targets(call) and self.project.shape(call).kind == PLAIN:
                continue
            if self._pure_outside(call, function):
                continue
            mutated = self._mutates(call)
            root = _root(call.func.parts[0]) if call.func.kind == "attr" else None
            if mutated == _SELF_ONLY and root is not None and self.is_fresh(root, function):
                if not self._call_shows(call) and self.blocking_name(call) is None:
                    continue
            return False
        return True

    def is_fresh(self, name: str, function: Function) -> bool:
        """Whether a local name is only ever bound to something made in this function."""
        bindings = function.bindings.get(name)
        if not bindings or name in function.globals or any(param.name == name for param in function.params):
            return False
        for item in bindings:
            if item.how == "augment":
                continue
            if item.how != "assign" or item.value is None:
                return False
            if item.value.kind in ("list", "dict", "set", "comp", "const", "fstring"):
                continue
            if item.value.kind == "call" and self.makes_new(item.value.value, function):
                continue
            return False
        return True

    def makes_new(self, call: Call, function: Function) -> bool:
        """Whether a call makes a new object: a class or a builtin container called."""
        value = self.project.value(call.func, function)
        if value is None:
            return False
        if value.kind == "external":
            widget = value.name.rpartition(".")[2][:1].isupper() and bool(self.project.textual_names(value.name))
            return widget or purity.makes_new(value.name)
        return value.kind == "class"

    def _pure_outside(self, call: Call, function: Function) -> bool:
        """Whether a call of something outside the project is pure."""
        if self.project.shape(call).kind != PLAIN:
            return False
        func = call.func
        if func.kind == "attr" and func.name in textual_api.LOOKUPS | textual_api.READERS:
            base = self.project.value(func.parts[0], function)
            if base is None:
                return func.name in textual_api.LOOKUPS
            return base.kind in ("instance", "super") and bool(self.project.textual_names(base.name))
        values = self.project.values(func, function)
        return all(value is not None and self._pure_value(value, call, function) for value in values)

    def _pure_value(self, value: Value, call: Call, function: Function) -> bool:
        if value.kind == "class":
            return self._pure_class(value.name)
        if value.kind != "external":
            return False
        if not purity.is_pure_call(value.name, len(call.args), [key for key, _ in call.keywords]):
            owner, _, name = value.name.rpartition(".")
            widget = bool(self.project.textual_names(value.name)) and name[:1].isupper()
            if not widget:
                return False
        return not purity.takes_callback(value.name) or all(
            self._pure_callback(arg, function) for arg in (*call.args, *(item for _, item in call.keywords))
        )

    def _pure_callback(self, expr: Expr, function: Function) -> bool:
        """Whether an argument, if it is a function, is a pure one."""
        for value in self.project.values(expr, function):
            if value is not None and value.kind == "function":
                if value.name in self._impure:
                    return False
            elif (value is not None and value.kind == "external" and not purity.is_pure_name(value.name)) or (
                value is None and expr.kind in ("name", "attr") and expr.name in ("key", "func", "fn", "callback")
            ):
                return False
        return True

    def _pure_class(self, class_id: str) -> bool:
        """Whether making an instance does nothing but that."""
        if self.project.lookup(class_id, "__init__") or self.project.lookup(class_id, "__post_init__"):
            methods = [self.project.lookup(class_id, name) for name in ("__init__", "__post_init__")]
            return all(method is None or method.id not in self._impure for method in methods)
        outside = self.project.outside(class_id)
        return all(purity.is_quiet_base(name) for name in outside)

    def _pure(self, call: Call) -> bool:
        function = self.project.functions[call.function]
        if self.project.shape(call).kind != PLAIN:
            return False
        targets = self.project.targets(call)
        if targets:
            return all(
                target.id not in self._impure and work(self.project, target) is None for target in targets
            ) and not any(value is None for value in self.project.values(call.func, function))
        return self._pure_outside(call, function)

    # Changes

    def _mutates(self, call: Call) -> frozenset[int | str] | None:
        """Outside calls by table; project functions are looked into by `_view`."""
        function = self.project.functions[call.function]
        form = self.project.shape(call)
        values = self.project.values(call.func, function)
        if form.kind == CROSSING:
            return self._crossing_mutates(call, function)
        if form.kind == LAUNCH:
            return None
        if self._pure_outside(call, function):
            return frozenset()
        found: set[int | str] = set()
        for value in values:
            if value is None:
                return None
            if value.kind == "class":
                continue
            if value.kind == "function":
                return None
            if value.kind == "instance":
                if value.name == "textual.Logger":
                    continue
                return None
            changed = self._outside_mutates(value, call)
            if changed is None:
                return None
            found |= changed
        return frozenset(found)

    def _outside_mutates(self, value: Value, call: Call) -> frozenset[int | str] | None:
        known = purity.mutates(value.name)
        if known is not None:
            return known
        owner, _, name = value.name.rpartition(".")
        owners = self.project.textual_names(value.receiver or owner)
        if owners:
            if self._value_danger(value) is not None:
                return frozenset({"self"})
            quiet = name in textual_api.SAFE_FROM_THREADS | textual_api.READERS | textual_api.LOOKUPS
            return frozenset() if quiet or name[:1].isupper() else frozenset({"self"})
        if purity.is_log_name(value.name):
            return frozenset()
        if blocking.blocks(value.name, self._patterns):
            return frozenset({"self"}) if value.receiver else frozenset()
        return None

    def _crossing_mutates(self, call: Call, function: Function) -> frozenset[int | str] | None:
        found: set[int | str] = set()
        for value, _ in callables(self.project, call.args[0], function) if call.args else ():
            if value is None:
                return None
            if value.kind == "external" and self._value_danger(value) is not None:
                found.add(0)
            elif value.kind == "function":
                target = self.project.functions[value.name]
                found |= self._arguments_changed(target, value, call, 1)
                if self.of(target.id).writes:
                    found.add("self")
            else:
                return None
        return frozenset(found)

    def _arguments_changed(self, target: Function, value: Value, call: Call, offset: int) -> set[int | str]:
        """Positions and keywords of the arguments that a project function may change."""
        changed = self.of(target.id).mutates_params
        if not changed:
            return set()
        params = list(target.params)
        if target.cls is not None and (value.receiver or value.kind == "class"):
            params = params[1:]
        found: set[int | str] = set()
        for index, param in enumerate(params):
            if param.name in changed:
                if param.kind == "args":
                    found.update(range(index + offset, len(call.args)))
                elif index + offset < len(call.args):
                    found.add(index + offset)
                if any(key == param.name for key, _ in call.keywords):
                    found.add(param.name)
        if any(arg.kind == "star" for arg in call.args):
            found.update(range(offset, len(call.args)))
        return found

    @cached_property
    def _summaries(self) -> dict[str, _Summary]:
        return _summarise(self)

    # Views

    def _view(self, call: Call) -> CallView:
        project = self.project
        function = project.functions[call.function]
        form = project.shape(call)
        targets = project.targets(call)
        pure = self._pure(call)
        mutates: frozenset[int | str] | None
        if pure:
            mutates = frozenset()
        elif targets and form.kind == PLAIN:
            mutates = self._project_mutates(call, function)
        else:
            mutates = self._mutates(call)
        return CallView(
            call=call,
            targets=targets,
            dotted=project.dotted(call.func, function),
            kind=form.kind,
            runs=project.runs(call) if form.kind != PLAIN else (),
            runs_dotted=project.runs_dotted(call) if form.kind != PLAIN else None,
            blocks=self._call_blocks(call, targets),
            shows=self._call_shows(call),
            returns_awaitable=self._returns_awaitable(call),
            pure=pure,
            logs=self.logs(call),
            mutates=mutates,
        )

    def _project_mutates(self, call: Call, function: Function) -> frozenset[int | str] | None:
        found: set[int | str] = set()
        for value in self.project.values(call.func, function):
            if value is None or value.kind not in ("function", "class"):
                return None
            for target in self.project.targets(call):
                found |= self._arguments_changed(target, value, call, 0)
                if value.kind == "function" and self.of(target.id).writes:
                    found.add("self")
        return frozenset(found)

    def logs(self, call: Call) -> bool:
        """Whether a call writes to a log or prints."""
        function = self.project.functions[call.function]
        dotted = self.project.dotted(call.func, function)
        if dotted is not None:
            return purity.is_log_name(dotted)
        if self.project.type_of(call.func, function) == "textual.Logger":
            return True
        func = call.func
        return (
            func.kind == "attr"
            and func.name in purity.LOG_METHODS
            and func.parts[0].kind in ("name", "attr")
            and func.parts[0].name.strip("_").lower() in ("log", "logger", "logging")
        )

    def _effects(self, function: Function) -> FunctionEffects:
        blocks = self._way_down(function.id)
        shows = function.id in self._showing
        summary = self._summaries[function.id]
        launches = any(self.project.shape(call).kind == LAUNCH for call in function.calls)
        started = work(self.project, function) is not None
        return FunctionEffects(
            blocks=blocks,
            shows=shows,
            crosses=function.id in self._crossing,
            fetches_and_shows=bool(blocks) and shows,
            reads=frozenset(summary.reads),
            writes=frozenset(summary.writes),
            mutates_params=frozenset(summary.params),
            pure=function.id not in self._impure and not blocks and not started,
            returns_awaitable=self.function_awaitable(function),
            launches_only=started or (launches and not blocks and not shows),
        )


# What functions read and change


@dataclass(slots=True)
class _Summary:
    reads: set[str]
    writes: set[str]
    params: set[str]


def _summarise(effects: Effects) -> dict[str, _Summary]:
    """Attributes of self read and changed, and parameters changed, closed under calls; a worklist, safe for cycles."""
    project = effects.project
    found: dict[str, _Summary] = {}
    own_calls: dict[str, list[str]] = {}
    passes: dict[str, list[tuple[str, str, str]]] = {}
    for function in project.functions.values():
        found[function.id] = _own_summary(effects, function)
        name = project.self_name(function)
        for call in function.calls:
            targets = project.targets(call) or project.runs(call) if call.func.kind != "lambda" else ()
            for target in targets:
                if name is not None and _same_self(project, call, target, function, name):
                    own_calls.setdefault(target.id, []).append(function.id)
            _passed(project, function, call, passes, found)
    queue = deque(found)
    while queue:
        callee = queue.popleft()
        summary = found[callee]
        for caller in own_calls.get(callee, ()):
            other = found[caller]
            before = len(other.reads) + len(other.writes)
            other.reads |= summary.reads
            other.writes |= summary.writes
            if len(other.reads) + len(other.writes) != before:
                queue.append(caller)
        for caller, param, argument in passes.get(callee, ()):
            if param in summary.params and argument not in found[caller].params:
                found[caller].params.add(argument)
                queue.append(caller)
    return found


def _same_self(project: Project, call: Call, target: Function, function: Function, name: str) -> bool:
    """Whether a call runs another method on the caller's own self, or a function nested in the same method."""
    if target.parent is not None and target.cls is None:
        return True
    for expr in (call.func, *call.args[:2]):
        while expr.kind == "call" and expr.value.func.kind == "attr":
            expr = expr.value.func
        if expr.kind == "attr" and expr.name == target.name:
            base = expr.parts[0]
            if base.kind == "name" and base.name == name:
                return True
            if base.kind == "call" and base.value.func.name == "super":
                return True
    return False


def _own_summary(effects: Effects, function: Function) -> _Summary:
    project = effects.project
    name = project.self_name(function)
    summary = _Summary(set(), set(), set())
    params = {param.name for param in function.params if param.name != name}
    methods = project._function_names()
    for expr, _ in function.reads:
        if name is not None and expr.parts[0].kind == "name" and expr.parts[0].name == name:
            if expr.name not in methods or _is_data(project, expr, function):
                summary.reads.add(expr.name)
    for store in function.stores:
        _note_change(store.target, function, name, params, summary)
    for call in function.calls:
        if project.targets(call):
            continue
        if project.shape(call).kind != PLAIN:
            for callback in project.shape(call).callbacks:
                # `cross(table.add_row, x)` changes the table; what a function of the project changes comes with the rest.
                if callback.kind == "attr" and effects.value_shows(project.value(callback, function), ""):
                    _note_change(callback.parts[0], function, name, params, summary, into=True)
            continue
        changed = effects._mutates(call)
        if changed is None:
            if effects.logs(call):
                continue
            changed = frozenset({*range(len(call.args)), *(key for key, _ in call.keywords if key), "params"})
        for item in changed:
            if item == "self" and call.func.kind == "attr":
                _note_change(call.func.parts[0], function, name, params, summary, into=True)
            elif item == "params" and call.func.kind == "attr":
                for root in _roots(call.func.parts[0], function):
                    if root in params and not _is_scalar(project, root, function):
                        summary.params.add(root)
            else:
                given = (
                    call.keyword(item) if isinstance(item, str) else call.args[item] if item < len(call.args) else None
                )
                if given is not None:
                    for root in _roots(given, function):
                        if root in params and not _is_scalar(project, root, function):
                            summary.params.add(root)
    return summary


def _is_data(project: Project, expr: Expr, function: Function) -> bool:
    return not any(value is not None and value.kind == "function" for value in project.values(expr, function))


def _note_change(
    target: Expr, function: Function, name: str | None, params: set[str], summary: _Summary, into: bool = False
) -> None:
    """Something is set on, or changed in, `target`: an attribute of self, or a parameter's value."""
    chain: list[Expr] = []
    expr = target
    while expr.kind in ("attr", "item"):
        chain.append(expr)
        expr = expr.parts[0]
    if expr.kind != "name":
        return
    if expr.name == name:
        if chain and chain[-1].kind == "attr":
            summary.writes.add(chain[-1].name)
        return
    if not chain and not into:
        return
    for root in _roots(expr, function):
        if root in params:
            summary.params.add(root)


def _passed(
    project: Project,
    function: Function,
    call: Call,
    passes: dict[str, list[tuple[str, str, str]]],
    found: Mapping[str, _Summary],
) -> None:
    """Which parameters of the caller reach which parameters of the project functions that a call runs."""
    own = {param.name for param in function.params}
    if not own:
        return
    crossing = project.shape(call).kind == CROSSING
    targets = project.runs(call) if crossing else project.targets(call)
    args = call.args[1:] if crossing else call.args
    for target in targets:
        params = target.params[1:] if target.cls is not None else target.params
        for index, arg in enumerate(args):
            if index < len(params):
                for root in _roots(arg, function):
                    if root in own:
                        passes.setdefault(target.id, []).append((function.id, params[index].name, root))
        for key, arg in call.keywords:
            for root in _roots(arg, function):
                if key is not None and root in own:
                    passes.setdefault(target.id, []).append((function.id, key, root))


def _roots(expr: Expr, function: Function, depth: int = 0) -> Iterator[str]:
    """The names whose objects an expression may give access to: `row` of `row["x"]`, `rows` where row is one of them."""
    while expr.kind in ("attr", "item", "star", "await"):
        expr = expr.parts[0]
    if expr.kind in ("choice", "tuple", "list"):
        for part in expr.parts:
            yield from _roots(part, function, depth)
    if expr.kind == "call" and expr.value.func.kind == "attr" and depth < 4:
        if expr.value.func.name in ("get", "items", "values", "setdefault", "pop"):
            yield from _roots(expr.value.func.parts[0], function, depth + 1)
        return
    if expr.kind == "call" and expr.value.func.name in (
        "enumerate",
        "zip",
        "reversed",
        "sorted",
        "list",
        "iter",
        "next",
    ):
        for arg in expr.value.args:
            yield from _roots(arg, function, depth + 1)
        return
    if expr.kind != "name":
        return
    yield expr.name
    if depth < 4:
        for item in function.bindings.get(expr.name, ()):
            if item.value is not None and item.how != "augment":
                yield from _roots(item.value, function, depth + 1)


def _is_scalar(project: Project, name: str, function: Function) -> bool:
    for param in function.params:
        if param.name == name and param.annotation is not None:
            value = project.annotation(param.annotation, function)
            return value is not None and value.name in _SCALARS
    return False


_SCALARS = frozenset(f"builtins.{name}" for name in "str int float bool bytes tuple NoneType".split())
_SELF_ONLY: frozenset[int | str] = frozenset({"self"})
_NEVER_AWAITABLE = frozenset("add_row add_rows add_column add_columns update_cell update_cell_at move_cursor".split())


# Small helpers


def _close(found: set[str], *callers: Mapping[str, list[str]]) -> None:
    """Add to a set of functions all that reach one of them."""
    queue = deque(found)
    while queue:
        callee = queue.popleft()
        for table in callers:
            for caller in table.get(callee, ()):
                if caller not in found:
                    found.add(caller)
                    queue.append(caller)


def _agreed(found: Iterable[bool | None]) -> bool | None:
    answers = set(found)
    if answers == {False}:
        return False
    return True if answers == {True} else None


def _root(expr: Expr) -> str | None:
    while expr.kind in ("attr", "item"):
        expr = expr.parts[0]
    return expr.name if expr.kind == "name" else None


def _callback_name(expr: Expr) -> str:
    return expr.name if expr.kind in ("attr", "name") else ""


def is_suspended(call: Call) -> bool:
    """Whether a call stands under `with app.suspend():`, when the terminal is not Textual's anyway."""
    return any(item.kind == "call" and item.value.func.name == "suspend" for item in call.context.withs)


def _false(expr: Expr) -> Expr | None:
    return expr if expr.kind == "const" and expr.value is False else None


def _number(expr: Expr | None) -> float | None:
    if expr is not None and expr.kind == "const" and isinstance(expr.value, (int, float)):
        return float(expr.value)
    return None


def _harmless(call: Call, dotted: str) -> bool:
    """Calls of the table that do not wait with these arguments."""
    last = dotted.rpartition(".")[2]
    if dotted == "time.sleep":
        return _number(call.argument(0, "seconds")) == 0
    if last == "get" and dotted.startswith(("queue.", "multiprocessing.")):
        block = call.argument(0, "block")
        return (block is not None and block.kind == "const" and not block.value) or _number(
            call.keyword("timeout")
        ) == 0
    if last in ("join", "wait", "result"):
        return _number(call.argument(0, "timeout")) == 0
    return dotted == "select.select" and len(call.args) == 4 and _number(call.args[3]) == 0


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
    project = link(files)
    patterns = tuple(blocking)
    return Model(project, flow(project), summarise(project, patterns), patterns)


def summarise(project: Project, blocking_patterns: Iterable[str] = ()) -> Effects:
    """The effects of a project's calls and functions, worked out as they are asked for."""
    return Effects(project, tuple(blocking_patterns))
