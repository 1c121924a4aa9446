"""What is pure, and what calls and functions change. Conservative: what can't be shown is not claimed."""

from __future__ import annotations

from functools import cached_property

from bridgefix import blocking, purity, textual_api
from bridgefix.calls import CROSSING, LAUNCH, PLAIN, callables, work
from bridgefix.elsewhere import Outer, called_back, read_and_changed_elsewhere
from bridgefix.facts import Call, Class, Expr, Function
from bridgefix.holding import no_collecting
from bridgefix.project import Project
from bridgefix.showing import Showing
from bridgefix.summaries import Summary, read_and_changed
from bridgefix.symbols import Value, has_decorator, has_receiver, is_property
from bridgefix.syntax import named_by
from bridgefix.waiting import close

_SELF_ONLY: frozenset[int | str] = frozenset({"self"})


class Changing(Showing):
    """Answers what changes in a project."""

    def __init__(self, project: Project, patterns: tuple[str, ...]) -> None:
        super().__init__(project, patterns)
        self._acting: dict[str, bool] = {}
        self._called_back: dict[str, dict[str, Outer]] = {}

    @cached_property
    def impure(self) -> set[str]:
        """Functions not shown to be pure: those with an effect of their own, and all that call one."""
        self.__dict__["impure"] = found = set[str]()
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
        close(found, callers)
        return found

    def _locally_pure(self, function: Function) -> bool:
        """Whether a function does nothing itself that can be seen; what it calls of the project is left out."""
        if function.is_async or function.awaits or function.globals or function.name == "<module>":
            return False
        if function.decorators and any(item.stores or self.acts(item) for item in self.project.wrappers(function)):
            return False
        own = self.project.self_name(function) if function.name in ("__init__", "__post_init__") else None
        for store in function.stores:
            root = _root(store.target)
            if root is None or not (root == own or self.is_fresh(root, function)):
                return False
        for call in function.calls:
            if self.project.shape(call).kind != PLAIN:
                return False
            if self.project.targets(call):
                if self._makes_more(call):
                    return False
                continue
            if self._pure_outside(call, function):
                continue
            mutated = self.mutates_outside(call)
            root = _root(call.func.parts[0]) if call.func.kind == "attr" else None
            if mutated == _SELF_ONLY and root is not None and self.is_fresh(root, function):
                if not self.call_shows(call) and self.blocking_name(call) is None:
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
            widget = value.name.rpartition(".")[2][:1].isupper() and bool(self.project.ui_names(value.name))
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
            return base.kind in ("instance", "super") and bool(self.project.ui_names(base.name))
        values = self.project.values(func, function)
        return all(value is not None and self._pure_value(value, call, function) for value in values)

    def _pure_value(self, value: Value, call: Call, function: Function) -> bool:
        if value.kind == "class":
            return self._pure_class(value.name)
        if value.kind != "external":
            return False
        if not purity.is_pure_call(value.name, len(call.args), [key for key, _ in call.keywords]):
            name = value.name.rpartition(".")[2]
            widget = bool(self.project.ui_names(value.name)) and name[:1].isupper()
            if not widget:
                return False
        return not purity.takes_callback(value.name) or all(
            self._pure_callback(arg, function) for arg in (*call.args, *(item for _, item in call.keywords))
        )

    def _pure_callback(self, expr: Expr, function: Function) -> bool:
        """Whether an argument, if it is a function, is a pure one."""
        for value in self.project.values(expr, function):
            if value is not None and value.kind == "function":
                if value.name in self.impure:
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
            return all(method is None or method.id not in self.impure for method in methods)
        outside = self.project.outside(class_id)
        return all(purity.is_quiet_base(name) for name in outside) and self._is_made_quietly(class_id)

    def _makes_more(self, call: Call) -> bool:
        """Whether a call makes an instance of a class, and more runs by that than its methods."""
        return any(
            value is not None and value.kind == "class" and not self._is_made_quietly(value.name)
            for value in self.project.values(call.func, self.project.functions[call.function])
        )

    def _is_made_quietly(self, class_id: str) -> bool:
        """Whether nothing that can be seen runs for an instance of a class beside its methods: what stands in its place,
        put there by a decorator, and what makes its default values."""
        project = self.project
        cls = project.classes.get(class_id)
        for item in cls.decorators if cls is not None else ():
            value = project.value(named_by(item), project.files[cls.path].module) if cls is not None else None
            decorator = project.functions.get(value.name) if value is not None else None
            if decorator is not None and not _gives_back(decorator):
                return False
        return all(
            self._pure_callback(made, project.files[one.path].module)
            for one in (project.mro(class_id) if cls is not None else ())
            for held in one.attributes.values()
            if held.value is not None and held.value.kind == "call"
            if (made := held.value.value.keyword("default_factory")) is not None
        )

    def pure(self, call: Call) -> bool:
        function = self.project.functions[call.function]
        if self.project.shape(call).kind != PLAIN:
            return False
        targets = self.project.targets(call)
        if targets:
            return (
                all(
                    target.id not in self.impure
                    and work(self.project, target) is None
                    and not self.summaries[target.id].params
                    for target in targets
                )
                and not self._makes_more(call)
                and not any(value is None for value in self.project.values(call.func, function))
            )
        return self._pure_outside(call, function)

    # Changes

    def mutates_outside(self, call: Call) -> frozenset[int | str] | None:
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
        owners = self.project.ui_names(value.receiver or owner)
        if owners:
            if self.value_danger(value) is not None:
                return frozenset({"self"})
            quiet = name in textual_api.SAFE_FROM_THREADS | textual_api.READERS | textual_api.LOOKUPS
            return frozenset() if quiet or name[:1].isupper() else frozenset({"self"})
        if purity.is_log_name(value.name):
            return frozenset()
        if blocking.blocks(value.name, self.patterns):
            return frozenset({"self"}) if value.receiver else frozenset()
        return None

    def _crossing_mutates(self, call: Call, function: Function) -> frozenset[int | str] | None:
        found: set[int | str] = set()
        for value, _ in callables(self.project, call.args[0], function) if call.args else ():
            if value is None:
                return None
            if value.kind == "external" and self.value_danger(value) is not None:
                found.add(0)
            elif value.kind == "function":
                target = self.project.functions[value.name]
                found |= self.arguments_changed(target, value, call, 1)
                if self.summaries[target.id].writes:
                    found.add("self")
            else:
                return None
        return frozenset(found)

    def arguments_changed(self, target: Function, value: Value, call: Call, offset: int) -> set[int | str]:
        """Positions and keywords of the arguments that a project function may change."""
        changed = self.summaries[target.id].params
        if not changed:
            return set()
        base = call.func.parts[0] if call.func.kind == "attr" and offset == 0 else None
        through = self.project.value(base, self.project.functions[call.function]) if base is not None else None
        # `Store.keep(box, rows)` names its object itself.
        unbound = through is not None and through.kind == "class" and not has_decorator(target, "classmethod")
        bound = (value.receiver or value.kind in ("class", "instance")) and not unbound
        params = target.params[has_receiver(target) :] if bound else target.params
        found: set[int | str] = set()
        for index, param in enumerate(params):
            if param.name in changed:
                if param.kind == "args":
                    found.update(range(index + offset, len(call.args)))
                elif index + offset < len(call.args):
                    found.add(index + offset)
                if param.kind == "kwargs":
                    found.update(
                        key for key, _ in call.keywords if key is not None and key not in {p.name for p in params}
                    )
                elif any(key == param.name for key, _ in call.keywords):
                    found.add(param.name)
                found.update("**" for key, _ in call.keywords if key is None)
        if any(arg.kind == "star" for arg in call.args):
            found.update(range(offset, len(call.args)))
        return found

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        with no_collecting():
            return read_and_changed(self)

    @cached_property
    def outer(self) -> dict[str, Outer]:
        """By function, what it reads and changes that is no local and no attribute of its object."""
        with no_collecting():
            return read_and_changed_elsewhere(self)

    def called_back(self, owner: Class) -> dict[str, Outer]:
        """By function, what it reads and sets of an object of a class through methods of that which functions of others call."""
        if owner.id not in self._called_back:
            self._called_back[owner.id] = called_back(self, owner)
        return self._called_back[owner.id]

    @cached_property
    def unspoken(self) -> dict[str, tuple[Function, ...]]:
        """By name, what runs without being called and does more than to give a value; a setter's name has a `=` behind it."""
        found: dict[str, list[Function]] = {}
        for cls in self.project.classes.values():
            functions = self.project.files[cls.path].functions
            named = [(name, functions[qualname]) for name, qualname in cls.methods.items()]
            named = [(name, item) for name, item in named if name in purity.OPERATORS or is_property(item)]
            named += [(f"{name}=", functions[qualname]) for name, qualname in cls.setters.items()]
            for name, function in named:
                if self.does_more(function):
                    found.setdefault(name, []).append(function)
        return {name: tuple(functions) for name, functions in found.items()}

    def does_more(self, function: Function) -> bool:
        """Whether it reaches out of its object, counts, waits, or may tell somebody."""
        summary, outer = self.summaries[function.id], self.outer.get(function.id)
        return (
            outer is not None
            or bool(summary.grows or summary.params)
            or function.id in self.crossing
            or bool(self.way_down(function.id))
            or self.acts(function)
        )

    def acts(self, function: Function) -> bool:
        """Whether a function may be seen to do something by what it calls; an unknown call whose value is used is not."""
        if function.id not in self._acting:
            self._acting[function.id] = False  # for functions that call each other
            self._acting[function.id] = any(map(self._call_acts, function.calls))
        return self._acting[function.id]

    def _call_acts(self, call: Call) -> bool:
        if call.func.name in purity.OPERATORS or self.pure(call):
            return False
        if self.project.shape(call).kind != PLAIN or self.logs(call):
            return True
        targets = self.project.targets(call)
        if targets:
            return any(map(self.acts, targets))
        return call.statement and call.func.name not in purity.CHANGING

    @cached_property
    def written_elsewhere(self) -> dict[str, str]:
        """The outer places that are changed while the app runs, with the name of a function that does it."""
        return {
            place: self.project.functions[function_id].name
            for function_id, outer in self.outer.items()
            for place in outer.writes
        }

    @cached_property
    def readers(self) -> dict[str, tuple[str, ...]]:
        """By the name of an attribute, of whatever object, the ids of the functions that read it."""
        found: dict[str, dict[str, None]] = {}
        for function in self.project.functions.values():
            for expr, _ in function.reads:
                if expr.kind == "attr":
                    found.setdefault(expr.name, {})[function.id] = None
        return {name: tuple(ids) for name, ids in found.items()}

    def mutates_project(self, call: Call, function: Function) -> frozenset[int | str] | None:
        found: set[int | str] = set()
        for value in self.project.values(call.func, function):
            if value is None or value.kind not in ("function", "class", "instance"):
                return None
            for target in self.project.targets(call):
                found |= self.arguments_changed(target, value, call, 0)
                if value.kind != "class" and self.summaries[target.id].writes:
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


def _gives_back(decorator: Function) -> bool:
    """Whether a decorator gives back what it was given."""
    return bool(decorator.params) and all(
        value.kind == "name" and value.name == decorator.params[0].name for value, _ in decorator.returns
    )


def _root(expr: Expr) -> str | None:
    while expr.kind in ("attr", "item"):
        expr = expr.parts[0]
    return expr.name if expr.kind == "name" else None
