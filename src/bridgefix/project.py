"""All facts linked: bases, method resolution, what a call runs, and who calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from bridgefix import textual_api
from bridgefix.calls import (
    ACROSS,
    CROSSING,
    HERE,
    LAUNCH,
    NOWHERE,
    PLAIN,
    SCHEDULE,
    TO_MAIN,
    TO_WORKER,
    Shape,
    arguments,
    callables,
    handed,
    overrides,
    shape,
    work,
)
from bridgefix.facts import Call, Class, Context, Expr, FileFacts, Function, Span, Store
from bridgefix.findings import Thread
from bridgefix.guards import guard
from bridgefix.inference import Inference
from bridgefix.symbols import NOTHING, Value, is_property
from bridgefix.syntax import named_by

__all__ = ["Call", "Class", "Edge", "Expr", "Function", "Project", "Site", "link"]


class Site(NamedTuple):
    """A place that runs, or hands on, a function."""

    caller: str
    """Id of the function in which it stands."""
    call: Call | None
    kind: str
    """`call`, `crossing`, `thread`, `async`, `schedule` or `reference`."""


class Edge(NamedTuple):
    """A step from one function to another: in which thread the second runs."""

    caller: str
    callee: str
    call: Call | None
    kind: str
    flow: str
    only: Thread | None
    """The one thread on which the step can be taken, by a guard; UNKNOWN for a guard that can't be read."""


_KINDS = {ACROSS: "crossing", TO_WORKER: "thread", HERE: "call", NOWHERE: "reference"}
_CALLED = frozenset({"function", "class", "instance"})
"""The kinds of values that may be the project's own, and run something when they are called."""
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")


class Project(Inference):
    """A whole project: symbols, values, calls and the steps between functions."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        super().__init__(files)
        self._calls: dict[str, dict[Span, Call]] = {}
        self._stores: dict[str, dict[Span, tuple[Store, Function]]] = {}
        self._shapes: dict[int, Shape] = {}
        self._crossing: set[str] = set()
        """The functions with a crossing among the calls whose shape has been asked for."""
        self._targets: dict[int, tuple[Function, ...]] = {}
        self._runs: dict[int, tuple[Function, ...]] = {}
        self._edges: tuple[Edge, ...] | None = None
        self._callers: dict[str, list[Site]] | None = None

    # Calls

    def call(self, path: str, span: Span) -> Call | None:
        """The call that stands at a span of a file."""
        if path not in self._calls:
            facts = self.files.get(path)
            self._calls[path] = (
                {} if facts is None else {call.span: call for item in facts.functions.values() for call in item.calls}
            )
        return self._calls[path].get(span)

    def store(self, path: str, span: Span) -> tuple[Store, Function] | None:
        """The assignment to the attribute or item at a span of a file, and the function that it stands in."""
        if path not in self._stores:
            facts = self.files.get(path)
            self._stores[path] = (
                {}
                if facts is None
                else {store.span: (store, item) for item in facts.functions.values() for store in item.stores}
            )
        return self._stores[path].get(span)

    def shape(self, call: Call) -> Shape:
        """What a call does with threads."""
        key = id(call)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = shape(self, call, self.functions[call.function])
            if found.kind == CROSSING:
                self._crossing.add(call.function)
        return found

    @cached_property
    def crossings(self) -> dict[str, list[Call]]:
        """Function id to the crossings in it, in the order of the functions."""
        self.edges()  # asks each call for its shape
        return {
            function.id: [call for call in function.calls if self.shape(call).kind == CROSSING]
            for function in self.functions.values()
            if function.id in self._crossing
        }

    def targets(self, call: Call) -> tuple[Function, ...]:
        """The project's functions that a call runs; of several that override each other the one found first is first.

        For a `@work` function it is that function, though it only starts. Nothing for what is unknown or outside.
        """
        key = id(call)
        found = self._targets.get(key)
        if found is None:
            function = self.functions[call.function]
            targets: list[Function] = []
            for value in self.values(call.func, function):
                if value is not None and value.kind in _CALLED:
                    targets += self._functions(value, call.func, function)
            found = self._targets[key] = tuple(dict.fromkeys(targets)) if targets else ()
        return found

    def _functions(self, value: Value, expr: Expr, function: Function) -> Iterator[Function]:
        """The functions that calling a value runs."""
        if value.kind == "function":
            found = self.functions[value.name]
            if not self.is_stub(found.id):
                yield found
            if value.receiver and expr.kind == "attr" and not _is_super(expr.parts[0]):
                base = expr.parts[0]
                own = base.kind == "name" and base.name == self.self_name(function)
                yield from overrides(self, found, value.receiver, function, own)
        elif value.kind == "class" and value.name in self.classes:
            for name in ("__init__", "__post_init__", "__new__"):
                method = self.lookup(value.name, name)
                if method is not None:
                    yield method
            yield from self._called_first(value.name)
        elif value.kind == "instance" and value.name in self.classes:
            method = self.lookup(value.name, "__call__")
            if method is not None:
                yield method

    def _called_first(self, class_id: str) -> Iterator[Function]:
        """The `__call__` of a class's metaclass, which runs where the class is called."""
        for cls in self.mro(class_id):
            meta = self.value(cls.metaclass, self.files[cls.path].module) if cls.metaclass is not None else None
            if meta is not None:
                method = self.lookup(meta.name, "__call__") if meta.name in self.classes else None
                if method is not None:
                    yield method
                return

    def runs(self, call: Call) -> tuple[Function, ...]:
        """The project's functions that a crossing, launch or schedule sets going."""
        key = id(call)
        if key not in self._runs:
            function = self.functions[call.function]
            found: dict[Function, None] = {}
            for callback in self.shape(call).callbacks:
                for value, _ in callables(self, callback, function):
                    if value is not None:
                        inner = _looked_through(callback)
                        found.update(dict.fromkeys(self._functions(value, inner, function)))
            if not found and self.shape(call).kind == LAUNCH and not self.shape(call).callbacks:
                found.update(dict.fromkeys(self.targets(call)))
            self._runs[key] = tuple(found)
        return self._runs[key]

    def wrappers(self, function: Function) -> Iterator[Function]:
        """The functions of the project in which its decorators may wrap a function: those defined in them."""
        for item in function.decorators:
            decorator = self.functions.get(self.decorator(named_by(item), function) or "")
            if decorator is not None:
                inside = f"{decorator.qualname}."
                for found in self.files[decorator.path].functions.values():
                    if found.qualname.startswith(inside):
                        yield found

    def runs_dotted(self, call: Call) -> str | None:
        """The canonical name of what a crossing, launch or schedule sets going, where it is one thing."""
        function = self.functions[call.function]
        names: set[str | None] = set()
        for callback in self.shape(call).callbacks:
            for value, _ in callables(self, callback, function):
                names.add(value.name if value is not None else None)
        return names.pop() if len(names) == 1 else None

    def dotted(self, expr: Expr, function: Function) -> str | None:
        """The canonical name of a function or class: `time.sleep`, `textual.widgets.DataTable.add_row`, an id."""
        value = self.value(expr, function)
        if value is None or value.kind not in ("external", "function", "class", "module"):
            return None
        # What a stub only stands for has another name.
        return None if value.kind == "function" and self.is_stub(value.name) else value.name

    def type_of(self, expr: Expr, function: Function) -> str | None:
        """The class of what an expression evaluates to: a dotted name or a class id."""
        value = self.value(expr, function)
        return value.name if value is not None and value.kind == "instance" else None

    # Steps

    def edges(self) -> tuple[Edge, ...]:
        """All steps from function to function."""
        if self._edges is None:
            self._edges = tuple(edge for item in self.functions.values() for edge in self._steps(item))
        return self._edges

    def callers(self, function_id: str) -> tuple[Site, ...]:
        """Who runs a function or hands it on."""
        if self._callers is None:
            self._callers = {}
            for edge in self.edges():
                self._callers.setdefault(edge.callee, []).append(Site(edge.caller, edge.call, edge.kind))
        return tuple(dict.fromkeys(self._callers.get(function_id, ())))

    def _steps(self, function: Function) -> Iterator[Edge]:
        consumed: set[int] = set()
        """Calls of coroutine functions that are handed to something that runs them."""
        handed: set[int] = set()
        for call in function.calls:
            form = self.shape(call)
            for callback in form.callbacks:
                handed |= {id(callback), id(_looked_through(callback))}
                yield from self._callback(function, call, form, callback, consumed)
            for callback in self._given_on(function, call, form):
                handed |= {id(callback), id(_looked_through(callback))}
                yield from self._callback(function, call, Shape(SCHEDULE, TO_MAIN), callback, consumed)
        for call in function.calls:
            if id(call) not in consumed:
                # Most calls run nothing of the project.
                if targets := self.targets(call):
                    yield from self._call_steps(function, call, targets)
                elif call.func.kind == "call":
                    yield from self._getattr_steps(function, call)
        yield from self._reads(function, handed)
        if function.stores:
            yield from self._writes(function)

    def _edge(self, function: Function, callee: Function, call: Call | None, kind: str, flow: str, at: Context) -> Edge:
        how = work(self, callee)
        if how is not None and kind != "reference":
            # Whoever calls a `@work` function, and from where: its body runs where the decorator says.
            flow = how
            kind = {TO_WORKER: "thread", TO_MAIN: "async", NOWHERE: "reference"}[how]
        only = guard(self, at, function) if at.guards or at.handlers else None
        return Edge(function.id, callee.id, call, kind, flow, only)

    def _callback(
        self, function: Function, call: Call, form: Shape, callback: Expr, consumed: set[int]
    ) -> Iterator[Edge]:
        kind = _KINDS.get(form.flow, "schedule")
        if form.kind == LAUNCH and form.flow == TO_MAIN:
            kind = "async"
        elif form.kind == SCHEDULE and form.flow:
            kind = "schedule"
        for value, made in callables(self, callback, function):
            if made is not None:
                consumed.add(id(made))
            if value is None:
                continue
            for callee in self._functions(value, _looked_through(callback), function):
                if kind == "async" and made is None and not callee.is_async and work(self, callee) is None:
                    # Textual raises in its place (`worker.py: Worker._run_async`).
                    yield self._edge(function, callee, call, "reference", NOWHERE, call.context)
                else:
                    # What only calls back is no call of the callback, which its caller could cross to.
                    how = "schedule" if form.kind == PLAIN and made is None else kind
                    yield self._edge(function, callee, call, how, form.flow, call.context)

    def _given_on(self, function: Function, call: Call, form: Shape) -> Iterator[Expr]:
        """The callbacks of methods of Textual that are themselves called back: `cross(self.push_screen, Ask(), answered)`."""
        if form.kind not in (CROSSING, SCHEDULE) or not form.flow:
            return
        for callback in form.callbacks:
            args, keywords = call.args[call.args.index(callback) + 1 :] if callback in call.args else (), call.keywords
            if callback.kind == "call" and callback.value.args:
                args, keywords = callback.value.args[1:], callback.value.keywords
                callback = _looked_through(callback)
            if callback.kind != "attr" or callback.name not in textual_api.SCHEDULES:
                continue
            value = self.value(callback, function)
            known = value is not None and value.kind == "external" and bool(value.receiver or "textual." in value.name)
            if known or (value is None and callback.name in textual_api.CERTAIN_SCHEDULES):
                position, keyword = textual_api.SCHEDULES[callback.name]
                yield from (arg for key, arg in keywords if key == keyword)
                yield from args[position : position + 1]

    def _call_steps(self, function: Function, call: Call, targets: Sequence[Function]) -> Iterator[Edge]:
        several = len([item for item in self.values(call.func, function) if item != NOTHING]) > 1
        by_table = several and call.func.kind in ("item", "name")
        for callee in targets:
            kind, flow = "call", HERE
            started = work(self, callee) is not None
            if callee.is_async and not started and not call.awaited and not self._is_result(function, call):
                kind, flow = "reference", NOWHERE
            edge = self._edge(function, callee, call, kind, flow, call.context)
            yield edge._replace(kind="reference") if by_table else edge
        if call.args or call.keywords:
            yield from self._handed_steps(function, call)

    def _handed_steps(self, function: Function, call: Call) -> Iterator[Edge]:
        """What a function of the project does with the functions that it is given."""
        names = self.function_names()
        for value in self.values(call.func, function):
            if value is None or value.kind != "function":
                continue
            target = self.functions[value.name]
            for arg, param in arguments(target, value, call):
                if arg.kind not in ("lambda", "call") and arg.name not in names:
                    continue
                for given, _ in callables(self, arg, function):
                    if given is None or given.kind != "function":
                        continue
                    for flow in handed(self, target, param) - {NOWHERE}:
                        for callee in self._functions(given, _looked_through(arg), function):
                            edge = self._edge(function, callee, call, "call", flow, call.context)
                            yield edge._replace(kind="reference")

    def _is_result(self, function: Function, call: Call) -> bool:
        """Whether a call's value is what its function returns: whoever called that one awaits it."""
        return any(value.kind == "call" and value.value is call for value, _ in function.returns)

    def _getattr_steps(self, function: Function, call: Call) -> Iterator[Edge]:
        for callee in self.named_methods(call.func, function):
            yield self._edge(function, callee, call, "call", HERE, call.context)._replace(kind="reference")

    def named_methods(self, expr: Expr, function: Function) -> Iterator[Function]:
        """The methods that `getattr(self, f"_show_{kind}")` may mean."""
        if expr.kind != "call" or expr.value.func.name != "getattr" or len(expr.value.args) < 2:
            return
        base, name = expr.value.args[0], expr.value.args[1]
        owner = self.value(base, function)
        pattern = _name_pattern(name)
        if owner is None or owner.name not in self.classes or pattern is None:
            return
        seen: set[str] = set()
        for cls in (*self.mro(owner.name), *self.subclasses(owner.name)):
            for method, qualname in cls.methods.items():
                if method not in seen and pattern.fullmatch(method):
                    seen.add(method)
                    yield self.functions[f"{cls.path}::{qualname}"]

    def _reads(self, function: Function, handed: set[int]) -> Iterator[Edge]:
        """Functions that are handed on without being called, and properties that are read."""
        names = self.function_names()
        for expr, context in (*function.reads, *function.names):
            if expr.name not in names or id(expr) in handed:
                continue
            for value in self.values(expr, function):
                if value is not None and value.kind == "function":
                    yield self._edge(function, self.functions[value.name], None, "reference", NOWHERE, context)
            if expr.kind == "attr":
                for getter in self._accessors(expr, function, "methods"):
                    yield self._edge(function, getter, None, "call", HERE, context)

    _all_names: frozenset[str] | None = None

    def function_names(self) -> frozenset[str]:
        if self._all_names is None:
            self._all_names = frozenset(item.name for item in self.functions.values())
        return self._all_names

    def _accessors(self, expr: Expr, function: Function, table: str) -> Iterator[Function]:
        """The property behind an attribute of an instance of a project class."""
        base = self.value(expr.parts[0], function)
        if base is None or base.kind != "instance" or base.name not in self.classes:
            return
        for cls in self.mro(base.name):
            qualname = getattr(cls, table).get(expr.name)
            if qualname is not None:
                found = self.files[cls.path].functions[qualname]
                if table == "setters" or is_property(found):
                    yield found
                return

    def _writes(self, function: Function) -> Iterator[Edge]:
        """Assignments that run code: property setters, and the watchers, validators and computes of a reactive."""
        for store in function.stores:
            target = store.target
            named = _RUN_BY_STORING[target.kind, store.deleted] if target.kind in ("attr", "item") else ""
            if named in self.function_names():
                yield from self._operator(function, target.parts[0], named, store.context)
            if target.kind != "attr":
                continue
            for setter in self._accessors(target, function, "setters"):
                yield self._edge(function, setter, None, "call", HERE, store.context)
            base = self.value(target.parts[0], function)
            if base is None or base.kind != "instance" or base.name not in self.classes:
                continue
            for callee in self.reactions(base.name, target.name):
                flow = TO_MAIN if callee.is_async else HERE
                yield self._edge(function, callee, None, "call", flow, store.context)

    def _operator(self, function: Function, operand: Expr, name: str, context: Context) -> Iterator[Edge]:
        base = self.value(operand, function)
        found = self.lookup(base.name, name) if base is not None and base.name in self.classes else None
        if found is not None:
            yield self._edge(function, found, None, "call", HERE, context)

    def reactions(self, class_id: str, name: str) -> Iterator[Function]:
        """The methods that run when a reactive of a class is set, in the thread that sets it."""
        if not self.is_reactive(class_id, name):
            return
        for prefix in ("validate_", "_validate_", "watch_", "_watch_"):
            found = self.lookup(class_id, prefix + name)
            if found is not None:
                yield found
        for cls in self.mro(class_id):
            for method, qualname in cls.methods.items():
                if method.startswith("compute_"):
                    yield self.files[cls.path].functions[qualname]

    def is_reactive(self, class_id: str, name: str) -> bool:
        """Whether an attribute of a class is declared with `reactive` or `var`, in the project or in Textual."""
        return self.reactive_kind(class_id, name) is not None

    def reactive_kind(self, class_id: str, name: str) -> str | None:
        """`reactive`, `var` or, for what Textual itself declares, `textual`; None for a plain attribute."""
        for cls in self.mro(class_id):
            held = cls.attributes.get(name)
            if held is not None:
                if held.value is None or held.value.kind != "call":
                    return None
                called = self.simple(held.value.value.func, cls.path, cls)
                dotted = called.name if called is not None else ""
                if dotted.startswith("textual.reactive."):
                    return "var" if dotted.endswith(".var") else "reactive"
                return None
        if textual_api.owns(textual_api.ATTRIBUTES, self.ui_names(class_id), name):
            return "textual"
        return None


_RUN_BY_STORING = {
    ("attr", False): "__setattr__", ("attr", True): "__delattr__",
    ("item", False): "__setitem__", ("item", True): "__delitem__",
}  # fmt: skip


def _is_super(expr: Expr) -> bool:
    return expr.kind == "call" and expr.value.func.name == "super"


def _looked_through(callback: Expr) -> Expr:
    """The function expression inside `partial(f, …)` and inside the call that makes a coroutine."""
    while callback.kind == "call":
        call: Call = callback.value
        if call.func.name in ("partial", "partialmethod") and call.args:
            callback = call.args[0]
        else:
            callback = call.func
    return callback


def _name_pattern(expr: Expr) -> re.Pattern[str] | None:
    """The names that an f-string or `"_show_" + kind` can make; None without a fixed part to go by."""
    if expr.kind == "const" and isinstance(expr.value, str):
        return re.compile(re.escape(expr.value)) if _IDENTIFIER.match(expr.value) else None
    parts: tuple[Expr, ...] = ()
    if expr.kind == "fstring" or (expr.kind == "op" and expr.name == "+"):
        parts = expr.parts
    fixed = [part.value for part in parts if part.kind == "const" and isinstance(part.value, str)]
    if sum(len(item.strip("_")) for item in fixed) < 3:
        return None
    return re.compile("".join(re.escape(part.value) if part.kind == "const" else r"\w+" for part in parts))


def link(files: Iterable[FileFacts]) -> Project:
    """One project from the facts of its files."""
    return Project(files)
