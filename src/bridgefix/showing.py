"""What touches the UI, what crosses to it, and what comes back that can be awaited."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from bridgefix import blocking, purity, textual_api
from bridgefix.calls import CROSSING, LAUNCH, SCHEDULE, callables, work
from bridgefix.expressions import set_by_name
from bridgefix.facts import Call, Expr, Function, Store
from bridgefix.project import Project
from bridgefix.symbols import Value
from bridgefix.waiting import Waiting, close

_NEVER_AWAITABLE = frozenset("add_row add_rows add_column add_columns update_cell update_cell_at move_cursor".split())


class Showing(Waiting):
    """Answers what shows in a project."""

    def __init__(self, project: Project, patterns: tuple[str, ...]) -> None:
        super().__init__(project, patterns)
        self._awaitable: dict[str, bool | None] = {}
        self._dangers: dict[Value, str | None] = {}

    def danger(self, call: Call) -> str | None:
        """What a call of a method of a widget, node or query does to the UI from a thread; None for other calls."""
        function = self.project.functions[call.function]
        found = None
        for value in self.project.values(call.func, function):
            if value is None or value.kind != "external":
                return None
            found = self.value_danger(value)
            if found is None:
                return None
        return found

    def value_danger(self, value: Value) -> str | None:
        """What calling something outside of the project does to the UI from a thread."""
        if value not in self._dangers:
            self._dangers[value] = self._value_danger(value)
        return self._dangers[value]

    def _value_danger(self, value: Value) -> str | None:
        owner, _, name = value.name.rpartition(".")
        owners = self.project.ui_names(value.receiver or owner) or self.project.ui_names(owner)
        return textual_api.owned(textual_api.MUTATORS, owners, name) if owners else None

    def value_shows(self, value: Value | None, name: str) -> bool:
        """Whether calling a value that was written as something called `name` touches the UI."""
        if value is None:
            return name in textual_api.NEAR_CERTAIN or name in textual_api.SHOWN_BY_NAME
        if value.kind == "function":
            return value.name in self.showing
        if value.kind != "external":
            return False
        owner, _, method = value.name.rpartition(".")
        if method in ("set_timer", "set_interval"):
            return False
        if self.value_danger(value) is not None:
            return True
        owners = self.project.ui_names(value.receiver or owner)
        return bool(owners) and textual_api.owns(textual_api.SHOWS_ONLY, owners, method)

    def call_shows(self, call: Call) -> bool:
        project = self.project
        function = project.functions[call.function]
        form = project.shape(call)
        if form.kind == CROSSING:
            return any(
                self.value_shows(value, _callback_name(callback))
                for callback in form.callbacks
                for value, _ in callables(project, callback, function)
            ) or self._crosses_to_store(call, function)
        if form.kind == LAUNCH or (form.kind == SCHEDULE and not self.danger(call)):
            return False
        name = call.func.name
        if call.func.kind == "name" and name == "setattr":
            return self._sets_shown(call, call.args, function)
        for value in project.values(call.func, function):
            if self.value_shows(value, name):
                return True
        targets = project.targets(call)
        return bool(targets) and any(target.id in self.showing for target in targets)

    def _crosses_to_store(self, call: Call, function: Function) -> bool:
        """`cross(setattr, view, "title", text)`"""
        crosses = bool(call.args) and call.args[0].kind == "name" and call.args[0].name == "setattr"
        return crosses and self._sets_shown(call, call.args[1:], function)

    def _sets_shown(self, call: Call, args: tuple[Expr, ...], function: Function) -> bool:
        """Whether `setattr` with these arguments sets what is shown, or any attribute there is of a widget of Textual's."""
        target = set_by_name(call, args)
        if target is not None:
            store = Store(call.span, target, args[-1], False, call.context)
            return self.store_danger(store, function) is not None
        base = self.project.value(args[0], function) if args else None
        return (
            base is not None
            and base.kind == "instance"
            and base.name not in self.project.classes
            and bool(self.project.ui_names(base.name))
        )

    @cached_property
    def showing(self) -> set[str]:
        self.__dict__["showing"] = found = set[str]()  # while it is being worked out, no project function shows yet
        for function in self.project.functions.values():
            if any(self.call_shows(call) for call in function.calls) or any(
                self.store_danger(store, function) for store in function.stores
            ):
                found.add(function.id)
        close(found, self.inward, self.across)
        return found

    def store_danger(self, store: Store, function: Function) -> str | None:
        target = store.target
        while target.kind == "item":
            return None
        base = self.project.value(target.parts[0], function)
        if base is None:
            return textual_api.CORRUPTS if target.name in textual_api.SHOWN_BY_NAME else None
        if base.kind != "instance":
            return None
        owners = self.project.ui_names(base.name)
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
    def crossing(self) -> set[str]:
        found = set(self.project.crossings)
        close(found, self.inward)
        return found

    # Awaitables

    def awaitable(self, call: Call) -> bool | None:
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
        owners = self.project.ui_names(value.receiver or owner)
        if owners:
            if textual_api.owns(textual_api.AWAITABLE, owners, method):
                return True
            known = self.value_danger(value) or textual_api.owns(textual_api.SHOWS_ONLY, owners, method)
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
        agreed = _agreed({self._expr_awaitable(value, function) for value, _ in function.returns})
        if agreed is None and function.returns_annotation is not None:
            promised = self.project.annotation(function.returns_annotation, function)
            return False if promised is not None and promised.name.startswith("builtins.") else None
        return agreed

    def _expr_awaitable(self, expr: Expr, function: Function) -> bool | None:
        if expr.kind == "call":
            return self.awaitable(expr.value)
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


def _agreed(found: Iterable[bool | None]) -> bool | None:
    answers = set(found)
    if answers == {False}:
        return False
    return True if answers == {True} else None


def _callback_name(expr: Expr) -> str:
    return expr.name if expr.kind in ("attr", "name") else ""


def _false(expr: Expr) -> Expr | None:
    return expr if expr.kind == "const" and expr.value is False else None
