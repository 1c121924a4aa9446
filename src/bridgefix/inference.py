"""What expressions evaluate to: classes of receivers, functions behind names. Says nothing rather than guess."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from bridgefix import textual_api
from bridgefix.annotations import promised
from bridgefix.attributes import attribute_of_class, attribute_of_instance
from bridgefix.blocking import RENAMED
from bridgefix.facts import Binding, Call, Class, Expr, FileFacts, Function
from bridgefix.findings import Thread
from bridgefix.parameters import parameter
from bridgefix.results import result_of
from bridgefix.symbols import BUILTINS, NOTHING, Symbols, Value, only, unique

_LITERALS = {
    "list": "builtins.list", "tuple": "builtins.tuple", "set": "builtins.set", "dict": "builtins.dict",
    "fstring": "builtins.str",
}  # fmt: skip
_COMPREHENSIONS = {
    "list": "builtins.list", "set": "builtins.set", "dict": "builtins.dict", "generator": "builtins.generator",
}  # fmt: skip
_CONSTANTS: dict[type, tuple[Value]] = {
    kind: (Value("instance", f"builtins.{kind.__name__}"),)
    for kind in (str, int, float, bool, bytes, complex, type(...))
} | {type(None): (NOTHING,)}
_MAX_DEPTH = 60
_MANY = 200
"""From so many bindings on, a name counts as unknown: each time it is read, all of them are looked at."""


class Inference(Symbols):
    """Symbols that know values. Results are cached by the identity of the expression, which lives in the facts."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        super().__init__(files)
        self._values: dict[int, tuple[Value | None, ...]] = {}
        self._depth = 0
        self.receivers: dict[str, tuple[Value]] = {}
        """What the first parameters of methods are; filled by `parameters.parameter`."""
        self._globals: dict[tuple[str, str], tuple[Value | None, ...]] = {}
        self._attributes: dict[tuple[str, str], tuple[Value | None, ...]] = {}
        self._returned: dict[str, tuple[Value | None, ...]] = {}
        self.selectors: dict[tuple[str, str], Value | None] = {}
        self.assigned = self._assignments()
        self.ids: dict[str, dict[str, list[tuple[Expr, Function]]]] | None = None
        self._apps: dict[str, tuple[str, ...]] = {}
        self._crossers: bool | None = None
        self.given: dict[tuple[str, str], Value | None] = {}
        self._named_calls: dict[str, list[Call]] | None = None
        self.decorated: dict[str, str | None] = {}
        """Where decorators make functions run; filled by `calls.work`."""
        self.handed: dict[tuple[str, str], frozenset[str]] = {}
        """Where functions that are given to a function run, by parameter; filled by `calls.handed`."""
        self._decorators: dict[int, str | None] = {}
        self.guarded: dict[tuple[int, int], Thread | None] = {}
        """On which thread alone a function's statements run in a context; filled by `guards.guard`."""
        self.asked: dict[tuple[int, bool], Thread | None] = {}
        """The same, by a test with its outcome and those before it."""

    def _assignments(self) -> dict[str, dict[str, list[tuple[Expr | None, Expr | None, Function]]]]:
        """Class id, then attribute: what is assigned to it through `self`, its annotation, and where."""
        found: dict[str, dict[str, list[tuple[Expr | None, Expr | None, Function]]]] = {}
        for function in self.functions.values():
            if not function.stores:
                continue
            cls = self.owner(function.id)
            name = self.self_name(function) if cls else None
            if cls is None:
                continue
            table = found.setdefault(cls.id, {})
            for store in function.stores:
                target = store.target
                if target.kind == "attr" and target.parts[0].kind == "name" and target.parts[0].name == name:
                    if store.deleted or store.augmented:
                        continue
                    table.setdefault(target.name, []).append((store.value, store.annotation, function))
        return found

    def assigned_attributes(self, class_id: str) -> frozenset[str]:
        """What a class's own methods assign to on self."""
        return frozenset(self.assigned.get(class_id, ()))

    def calls_named(self, name: str) -> Sequence[Call]:
        """All calls of what has this name in the text, or as its last part, in the order of the functions."""
        if self._named_calls is None:
            self._named_calls = {}
            for function in self.functions.values():
                for call in function.calls:
                    self._named_calls.setdefault(call.func.name, []).append(call)
        return self._named_calls.get(name, ())

    # Values

    def value(self, expr: Expr, function: Function) -> Value | None:
        """The one thing that an expression can evaluate to, None where that can't be told or there are several."""
        found = self._values.get(id(expr)) or self.values(expr, function)
        return found[0] if len(found) == 1 and found[0] is not NOTHING else only(found)

    def values(self, expr: Expr, function: Function) -> tuple[Value | None, ...]:
        """All that an expression can evaluate to; None among them stands for what can't be told."""
        key = id(expr)
        known = self._values.get(key)
        if known is not None:
            return known
        if self._depth > _MAX_DEPTH:
            return (None,)
        self._values[key] = (None,)  # while it is being worked out: what leads back to itself is unknown
        self._depth += 1
        try:
            found = tuple(self._evaluate(expr, function))
        finally:
            self._depth -= 1
        if len(found) > 1:
            found = tuple(dict.fromkeys(found))
        self._values[key] = found
        return found

    def _evaluate(self, expr: Expr, function: Function) -> Iterable[Value | None]:
        kind = expr.kind
        if kind == "name":
            return self._name(expr.name, function)
        if kind == "attr":
            bases = self.values(expr.parts[0], function)
            if len(bases) == 1 and bases[0] is not NOTHING:
                return self.attribute(bases[0], expr.name, function)
            return [
                item for base in bases if base is not NOTHING for item in self.attribute(base, expr.name, function)
            ] or (None,)
        if kind == "call":
            return result_of(self, expr.value, function)
        if kind == "const":
            return _CONSTANTS[type(expr.value)]
        if kind == "lambda":
            return (Value("function", f"{function.path}::{expr.name}"),)
        if kind in ("await", "walrus"):
            return self.values(expr.parts[0], function)
        if kind == "choice":
            parts = expr.parts[-1:] if expr.name == "and" else expr.parts
            return [item for part in parts for item in self.values(part, function)]
        if kind == "item":
            return self._item(expr, function)
        if kind in _LITERALS:
            return (Value("instance", _LITERALS[kind], self._element(expr, function)),)
        if kind == "comp":
            element = self.value(expr.parts[-1], function)
            held = element.name if element is not None and element.kind == "instance" else ""
            return (Value("instance", _COMPREHENSIONS[expr.name], held),)
        if kind == "op":
            return self._operation(expr, function)
        if kind in ("compare", "not"):
            return (Value("instance", "builtins.bool"),)
        return (None,)

    def _operation(self, expr: Expr, function: Function) -> tuple[Value | None, ...]:
        left = self.value(expr.parts[0], function)
        if left is not None and left.kind == "instance":
            if left.name in ("builtins.str", "builtins.list", "builtins.int", "builtins.float"):
                return (left,)
            if expr.name == "/" and left.name == "pathlib.Path":
                return (left,)
        return (None,)

    def _element(self, expr: Expr, function: Function) -> str:
        parts = expr.parts[1::2] if expr.kind == "dict" else expr.parts
        if not parts or expr.kind == "fstring" or len(parts) > 50:
            return ""
        found = {self.value(part, function) for part in parts}
        only = found.pop() if len(found) == 1 else None
        return only.name if only is not None and only.kind == "instance" else ""

    def _item(self, expr: Expr, function: Function) -> Iterable[Value | None]:
        base, index = expr.parts
        held = self.literal(base, function)
        if held is not None and held.kind == "dict":
            # A table of functions or widgets: any of its values, or the one under a constant key.
            keys = held.parts[0::2]
            found = [
                self.values(value, function)
                for key, value in zip(keys, held.parts[1::2], strict=True)
                if index.kind != "const" or key.kind != "const" or key.value == index.value
            ]
            if found and len(found) <= 50:
                return [item for items in found for item in items]
        value = self.value(base, function)
        if value is not None and value.kind == "instance" and value.element and value.name != "builtins.tuple":
            if not (index.kind == "other" and index.name == "Slice"):
                return (Value("instance", value.element),)
            return (value,)
        if value is not None and value.kind == "class":
            return (value,)  # a generic class with its parameter
        if value is not None and value.kind == "external" and value.name[:1].isupper():
            return (value,)
        if value is not None and value.name.startswith("pymongo."):
            nested = {"pymongo.MongoClient": "pymongo.database.Database"}
            return (Value("instance", nested.get(value.name, "pymongo.collection.Collection")),)
        return (None,)

    def literal(self, expr: Expr, function: Function) -> Expr | None:
        """The literal behind a name or an attribute of self that is only ever bound to that one."""
        for _ in range(4):
            if expr.kind in _LITERALS or expr.kind == "const":
                return expr
            if expr.kind == "name":
                found = self.bindings(expr.name, function)
                if found is None:
                    return None
                scope, items = found
                values = [item for item in items if item.how != "annotation"]
                if len(values) != 1 or values[0].how != "assign" or values[0].value is None:
                    return None
                expr, function = values[0].value, scope
            elif expr.kind == "attr":
                base = self.value(expr.parts[0], function)
                if base is None or base.kind not in ("instance", "class"):
                    return None
                source = self._attribute_literal(base.name, expr.name)
                if source is None:
                    return None
                expr, function = source
            else:
                return None
        return None

    def _attribute_literal(self, class_id: str, name: str) -> tuple[Expr, Function] | None:
        if class_id not in self.classes:
            return None
        found: list[tuple[Expr, Function]] = []
        for cls in self.mro(class_id):
            for value, _, function in self.assigned.get(cls.id, {}).get(name, ()):
                if value is not None:
                    found.append((value, function))
            held = cls.attributes.get(name)
            if held is not None and held.value is not None:
                found.append((held.value, self.files[cls.path].module))
        return found[0] if len(found) == 1 else None

    # Names

    def bindings(self, name: str, function: Function) -> tuple[Function, list[Binding]] | None:
        """The scope in which a name, read in a function, is a variable, and how it is bound there."""
        scope: Function = function
        while True:
            if any(param.name == name for param in scope.params):
                return None
            if name in scope.bindings and name not in scope.globals:
                return scope, scope.bindings[name]
            if scope.name == "<module>":
                return self.variable(scope.path, name)
            scope = self.parent(scope)

    def _name(self, name: str, function: Function) -> Iterable[Value | None]:
        scope = function
        facts = self.files[function.path]
        module = facts.module
        while scope is not module:
            for param in scope.params:
                if param.name == name:
                    if name in scope.bindings:
                        return (*parameter(self, param, scope), *self._bound(scope.bindings[name], scope))
                    return parameter(self, param, scope)
            if name not in scope.globals or name in scope.bindings:
                if name in scope.classes:
                    return (Value("class", f"{scope.path}::{scope.classes[name]}"),)
                if name in scope.bindings and name not in scope.globals:
                    return self._bound(scope.bindings[name], scope, name)
                if name in scope.imports:
                    return (self._renamed(self.imported(scope.path, scope.imports[name])),)
            scope = facts.functions[scope.parent] if scope.parent else module
        key = (function.path, name)
        known = self._globals.get(key)
        if known is not None:
            return known
        found = None if self._rebound(module, name) else self.top(function.path, name)
        if found is None:
            variable = self.variable(function.path, name)
            if variable is not None:
                return self._bound(variable[1], variable[0], name)
            if name in BUILTINS and name not in module.bindings:
                found = Value("external", f"builtins.{name}")
        known = self._globals[key] = (None if found is None else self._renamed(found),)
        return known

    def _rebound(self, module: Function, name: str) -> bool:
        """Whether a module assigns a name that it also defines; `x = None` after a failed import does not count."""
        return name in module.bindings and any(
            item.how not in ("def", "class") and (item.value is None or not _is_none(item.value))
            for item in module.bindings[name]
        )

    def _renamed(self, value: Value) -> Value:
        if value.kind == "external" and value.name in RENAMED:
            return Value("external", RENAMED[value.name])
        return value

    def _bound(self, bindings: list[Binding], scope: Function, name: str = "") -> Iterable[Value | None]:
        if len(bindings) > _MANY:
            return (None,)
        found: list[Value | None] = []
        for item in bindings:
            if item.annotation is not None:
                typed = self.annotation(item.annotation, scope)
                if typed is not None:
                    return (typed,)
            if item.how == "def":
                found.append(Value("function", f"{scope.path}::{scope.children[name]}") if name else None)
            elif item.how in ("augment", "delete"):
                continue
            elif item.how == "annotation" or item.value is None:
                found.append(None)
            elif item.how == "assign":
                found += self.values(item.value, scope)
            elif item.how == "with":
                found.append(self._entered(item.value, scope))
            elif item.how == "for":
                found += self._iterated(item.value, scope)
            elif item.how == "each":
                found += self._each(item, scope)
            elif item.how in ("unpack", "match"):
                found.append(None)
        return found or (None,)

    def _each(self, item: Binding, scope: Function) -> Iterable[Value | None]:
        """`for key, value in table.items()`, where the table is a literal or holds one class."""
        source = item.value
        if source is None or source.kind != "call":
            return (None,)
        func = source.value.func
        if func.kind == "attr" and func.name == "items" and item.position == 1:
            held = self.literal(func.parts[0], scope)
            if held is not None and held.kind == "dict" and len(held.parts) <= 100:
                return [found for part in held.parts[1::2] for found in self.values(part, scope)]
            table = self.value(func.parts[0], scope)
            if table is not None and table.name == "builtins.dict" and table.element:
                return (Value("instance", table.element),)
        if func.kind == "name" and func.name == "enumerate" and item.position == 1 and source.value.args:
            return self._iterated(source.value.args[0], scope)
        return (None,)

    def _iterated(self, expr: Expr, scope: Function) -> tuple[Value | None, ...]:
        held = self.literal(expr, scope)
        if held is not None and held.kind in ("list", "tuple", "set") and held.parts and len(held.parts) <= 50:
            return tuple(item for part in held.parts for item in self.values(part, scope))
        value = self.value(expr, scope)
        if value is not None and value.kind == "instance" and value.element and value.name != "builtins.dict":
            return (Value("instance", value.element),)
        return (None,)

    def _entered(self, expr: Expr, scope: Function) -> Value | None:
        """What `with x as y` binds: x itself for all well-known classes; a function's result where it is one."""
        value = self.value(expr, scope)
        if value is None or value.kind != "instance":
            return None
        if value.name == "builtins.generator":
            return Value("instance", value.element) if value.element else None
        if value.name in self.classes:
            enter = self.lookup(value.name, "__enter__") or self.lookup(value.name, "__aenter__")
            if enter is not None and enter.returns_annotation is not None:
                return only(self.returned(enter, value.name)) or value
        return value

    # Attributes

    def attribute(self, base: Value | None, name: str, function: Function) -> tuple[Value | None, ...]:
        """What an attribute of a value is."""
        if base is None:
            return (None,)
        if base.kind == "module":
            if base.element and (variable := self.variable(base.element, name)) is not None:
                top = self.top(base.element, name)
                return (top,) if top is not None else tuple(self._bound(variable[1], variable[0], name))
            return (self._renamed(self.member(function.path, base, name)),)
        if base.kind == "external":
            return (self._renamed(Value("external", textual_api.canonical(f"{base.name}.{name}"))),)
        if base.kind == "class":
            found = self.class_member(base.name, name)
            if found is not None:
                return (found._replace(receiver=base.name) if found.kind == "function" else found,)
            return attribute_of_class(self, base.name, name)
        if base.kind == "super":
            return (self.super_member(base.name, name),)
        if base.kind == "instance":
            key = (base.name, name)
            if key not in self._attributes:
                self._attributes[key] = (None,)
                self._attributes[key] = attribute_of_instance(self, base.name, name, function)
            return self._attributes[key]
        return (None,)

    def own_app(self, path: str) -> str | None:
        """The only App class of the top package (or, outside of packages, of the folder) that a file is in.

        Where there is none, the folder above is asked, and the one above that: a folder of screens need not be a package.
        """
        folder = os.path.dirname(path)
        levels = self.module_name(path).count(".") - (os.path.basename(path) != "__init__.py")
        for _ in range(levels):
            folder = os.path.dirname(folder)
        for _ in range(3):
            if folder not in self._apps:
                self._apps[folder] = tuple(self._apps_in(folder))
            if self._apps[folder] or not folder:
                break
            folder = os.path.dirname(folder)
        found = self._apps.get(folder, ())
        return found[0] if len(found) == 1 else None

    def _apps_in(self, folder: str) -> Iterator[str]:
        inside = os.path.join(folder, "") if folder else ""
        for cls in self.classes.values():
            if cls.path.startswith(inside) and cls.function is None and not self._below.get(cls.id):
                if textual_api.APP in self.textual_names(cls.id):
                    yield cls.id

    def annotation(self, expr: Expr, function: Function, cls: Class | None = None) -> Value | None:
        """The instance that an annotation promises, read in a function or in the body of a class."""
        return promised(self, expr, function, cls)

    def super_member(self, class_id: str, name: str) -> Value | None:
        """What `super().name` is in a method of a class."""
        for item in self.line(class_id)[1:]:
            if isinstance(item, str):
                if item.startswith("textual"):
                    return Value("external", f"{item}.{name}", receiver=class_id)
            elif name in item.methods:
                return Value("function", f"{item.path}::{item.methods[name]}", receiver=class_id)
        return None

    def returned(self, function: Function, receiver: str = "") -> tuple[Value | None, ...]:
        """What a function returns: by its annotation, else by what its `return` statements say."""
        key = function.id
        if key in self._returned:
            return self._returned[key]
        self._returned[key] = (None,)
        found: tuple[Value | None, ...] = (None,)
        if function.returns_annotation is not None:
            name = function.returns_annotation.name
            if name == "Self" and (cls := self.owner(function.id)) is not None:
                return (Value("instance", receiver or cls.id),)
            found = (self.annotation(function.returns_annotation, function),)
        elif function.is_generator:
            found = (Value("instance", "builtins.generator"),)
        elif function.returns:
            found = unique(item for value, _ in function.returns for item in self.values(value, function))
        self._returned[key] = found
        return found

    def decorator(self, expr: Expr, function: Function) -> str | None:
        """The canonical name of a decorator (without its call)."""
        key = id(expr)
        if key not in self._decorators:
            cls = self.class_of(function)
            scope = self.parent(function)
            value = self.value(expr, scope) if cls is None else self.simple(expr, function.path, cls)
            self._decorators[key] = value.name if value is not None else None
        return self._decorators[key]

    def own_crossers(self) -> bool:
        """Whether a class of the project that is no App has a `call_from_thread` of its own."""
        if self._crossers is None:
            self._crossers = any(
                "call_from_thread" in cls.methods and not self.is_protocol(cls.id) and not self.is_app(cls.id)
                for cls in self.classes.values()
            )
        return self._crossers

    def literal_call(self, expr: Expr, function: Function) -> tuple[Expr, Function] | None:
        """The call behind a name that is bound once, and where it stands."""
        found = self.bindings(expr.name, function)
        if found is None or len(found[1]) != 1:
            return None
        item = found[1][0]
        if item.how != "assign" or item.value is None or item.value.kind != "call":
            return None
        return item.value, found[0]


def _is_none(expr: Expr) -> bool:
    return expr.kind == "const" and expr.value is None
