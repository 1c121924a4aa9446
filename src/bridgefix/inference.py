"""What expressions evaluate to: classes of receivers, functions behind names. Says nothing rather than guess."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from bridgefix import textual_api
from bridgefix.annotations import promised
from bridgefix.blocking import RENAMED
from bridgefix.facts import Attribute, Binding, Call, Class, Expr, FileFacts, Function, Param
from bridgefix.results import result_of
from bridgefix.symbols import BUILTINS, NOTHING, Symbols, Value, only

_LITERALS = {
    "list": "builtins.list", "tuple": "builtins.tuple", "set": "builtins.set", "dict": "builtins.dict",
    "fstring": "builtins.str",
}  # fmt: skip
_COMPREHENSIONS = {
    "list": "builtins.list", "set": "builtins.set", "dict": "builtins.dict", "generator": "builtins.generator",
}  # fmt: skip
_MAX_DEPTH = 60
_MAX_CALLS = 40
"""With more calls than these, what a parameter is given is not looked for."""


class Inference(Symbols):
    """Symbols that know values. Results are cached by the identity of the expression, which lives in the facts."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        super().__init__(files)
        self._values: dict[int, tuple[Value | None, ...]] = {}
        self._depth = 0
        self._attributes: dict[tuple[str, str], tuple[Value | None, ...]] = {}
        self._returned: dict[str, tuple[Value | None, ...]] = {}
        self.selectors: dict[tuple[str, str], Value | None] = {}
        self._assigned = self._assignments()
        self.ids: dict[str, dict[str, list[tuple[Expr, Function]]]] | None = None
        self._apps: dict[str, tuple[str, ...]] = {}
        self._crossers: bool | None = None
        self._given: dict[tuple[str, str], Value | None] = {}
        self._named_calls: dict[str, list[Call]] | None = None
        self.decorated: dict[str, str | None] = {}
        """Where decorators make functions run; filled by `calls.work`."""
        self.handed: dict[tuple[str, str], frozenset[str]] = {}
        """Where functions that are given to a function run, by parameter; filled by `calls.handed`."""
        self._decorators: dict[int, str | None] = {}

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
        return frozenset(self._assigned.get(class_id, ()))

    # Values

    def value(self, expr: Expr, function: Function) -> Value | None:
        """The one thing that an expression can evaluate to, None where that can't be told or there are several."""
        found = {item for item in self.values(expr, function) if item != NOTHING}
        return found.pop() if len(found) == 1 else None

    def values(self, expr: Expr, function: Function) -> tuple[Value | None, ...]:
        """All that an expression can evaluate to; None among them stands for what can't be told."""
        key = id(expr)
        if key in self._values:
            return self._values[key]
        if self._depth > _MAX_DEPTH:
            return (None,)
        self._values[key] = (None,)  # while it is being worked out: what leads back to itself is unknown
        self._depth += 1
        try:
            found = _unique(self._evaluate(expr, function))
        finally:
            self._depth -= 1
        self._values[key] = found
        return found

    def _evaluate(self, expr: Expr, function: Function) -> Iterable[Value | None]:
        kind = expr.kind
        if kind == "name":
            return self._name(expr.name, function)
        if kind == "attr":
            return [
                item
                for base in self.values(expr.parts[0], function)
                for item in (self.attribute(base, expr.name, function) if base != NOTHING else ())
            ] or (None,)
        if kind == "call":
            return result_of(self, expr.value, function)
        if kind == "const":
            return (NOTHING if expr.value is None else Value("instance", f"builtins.{type(expr.value).__name__}"),)
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
            for value, _, function in self._assigned.get(cls.id, {}).get(name, ()):
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
        module = self.files[function.path].module
        while scope is not module:
            for param in scope.params:
                if param.name == name:
                    if name in scope.bindings:
                        return (*self._parameter(param, scope), *self._bound(scope.bindings[name], scope))
                    return self._parameter(param, scope)
            if name in scope.globals and name not in scope.bindings:
                scope = self.parent(scope)
                continue
            if name in scope.classes:
                return (Value("class", f"{scope.path}::{scope.classes[name]}"),)
            if name in scope.bindings and name not in scope.globals:
                return self._bound(scope.bindings[name], scope, name)
            if name in scope.imports:
                return (self._renamed(self.imported(scope.path, scope.imports[name])),)
            scope = self.parent(scope)
        if not self._rebound(module, name):
            found = self.top(function.path, name)
            if found is not None:
                return (self._renamed(found),)
        variable = self.variable(function.path, name)
        if variable is not None:
            return self._bound(variable[1], variable[0], name)
        if name in BUILTINS and name not in module.bindings:
            return (Value("external", f"builtins.{name}"),)
        return (None,)

    def _rebound(self, module: Function, name: str) -> bool:
        """Whether a module assigns a name that it also defines; `x = None` after a failed import does not count."""
        items = [item for item in module.bindings.get(name, ()) if item.how not in ("def", "class")]
        return any(not (item.value is not None and _is_none(item.value)) for item in items)

    def _renamed(self, value: Value) -> Value:
        if value.kind == "external" and value.name in RENAMED:
            return Value("external", RENAMED[value.name])
        return value

    def _bound(self, bindings: list[Binding], scope: Function, name: str = "") -> Iterable[Value | None]:
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
            elif item.how == "unpack":
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

    def _parameter(self, param: Param, scope: Function) -> Iterable[Value | None]:
        first = bool(scope.params) and scope.params[0] is param
        if param.annotation is not None and param.kind not in ("args", "kwargs"):
            found = self.annotation(param.annotation, scope)
            # A mixin that says `self: Host`, a protocol, still has its own methods as well.
            stub = found is not None and found.name in self.classes and self.is_protocol(found.name)
            if found is not None and not (first and scope.cls is not None and (found.kind == "class" or stub)):
                return (found,)
        if scope.cls is not None and first and not _has_decorator(scope, "staticmethod"):
            cls = self.class_of(scope)
            assert cls is not None
            return (Value("class" if _has_decorator(scope, "classmethod") else "instance", cls.id),)
        if param.kind == "args":
            return (Value("instance", "builtins.tuple"),)
        if param.kind == "kwargs":
            return (Value("instance", "builtins.dict"),)
        if param.default is not None and scope.is_lambda and param.default.kind != "const":
            return self.values(param.default, self.parent(scope))
        if param.annotation is not None or scope.is_lambda:
            return (None,)
        key = (scope.id, param.name)
        if key not in self._given:
            self._given[key] = None  # a function that hands its parameter on to itself
            self._given[key] = self._argument(param, scope)
        return (self._given[key],)

    def _argument(self, param: Param, scope: Function) -> Value | None:
        """The class of a parameter without annotation, where all calls of the function that are found agree on it."""
        name = scope.name
        cls = self.class_of(scope) if scope.cls is not None else None
        if name == "__init__" and cls is not None:
            name = cls.name
        elif name.startswith("__"):
            return None
        calls = self._calls_by_name().get(name, ())
        if not 0 < len(calls) <= _MAX_CALLS:
            return None
        position = scope.params.index(param) - (1 if scope.cls is not None else 0)
        found: set[Value | None] = set()
        for call in calls:
            caller = self.functions[call.function]
            callee = self.value(call.func, caller)
            if callee is None:
                return None  # it may be this function that is called, with who knows what
            if callee.name != scope.id and not (name != scope.name and cls is not None and callee.name == cls.id):
                continue
            given = call.argument(position, param.name)
            if given is None and any(arg.kind == "star" for arg in call.args):
                return None
            value = self.value(given, caller) if given is not None else NOTHING
            if value is None and given is not None and given.kind == "const" and given.value is None:
                continue
            if value != NOTHING:
                found.add(value)
        only = found.pop() if len(found) == 1 else None
        return only if only is not None and only.kind == "instance" else None

    def _calls_by_name(self) -> dict[str, list[Call]]:
        """All calls, by the last part of what they call."""
        if self._named_calls is None:
            self._named_calls = {}
            for function in self.functions.values():
                for call in function.calls:
                    self._named_calls.setdefault(call.func.name, []).append(call)
        return self._named_calls

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
            return self._class_attribute(base.name, name)
        if base.kind == "super":
            return (self.super_member(base.name, name),)
        if base.kind == "instance":
            key = (base.name, name)
            if key not in self._attributes:
                self._attributes[key] = (None,)
                self._attributes[key] = self._instance_attribute(base.name, name, function)
            return self._attributes[key]
        return (None,)

    def _instance_attribute(self, owner: str, name: str, function: Function) -> tuple[Value | None, ...]:
        if owner not in self.classes:
            names = self.ui_names(owner)
            if names and (special := self._special(names, name, function.path)) is not None:
                return (special,)
            typed = textual_api.typed(textual_api.ATTRIBUTE_TYPES, names, name) or textual_api.sender(owner, name)
            if typed is not None:
                return (Value("instance", typed),)
            return (Value("external", f"{owner}.{name}", receiver=owner),)
        method = self.lookup(owner, name)
        if method is not None:
            if _is_property(method):
                return self.returned(method, owner)
            return (Value("function", method.id, receiver=owner),)
        found = self._class_attribute(owner, name)
        if found != (None,):
            return found
        names = self.ui_names(owner)
        special = self._special(names, name, self.classes[owner].path) if names else None
        if special is not None:
            return (special,)
        typed = textual_api.typed(textual_api.ATTRIBUTE_TYPES, names, name)
        if typed is not None:
            return (Value("instance", typed),)
        # A mixin: what the classes that use it have under that name, where they agree.
        users = self.subclasses(owner)
        if users and not any(name in cls.methods for cls in self.mro(owner)):
            members = {item for cls in users for item in self._member_of_user(cls, name)}
            if len(members) == 1:
                return (members.pop(),)
            if members:
                return tuple(members)
        outside = self.outside(owner)
        if outside and "?" not in outside:
            first = next((item for item in outside if item.startswith("textual")), outside[0])
            return (Value("external", f"{first}.{name}", receiver=owner),)
        if not outside and names:
            return (Value("external", f"{names[0]}.{name}", receiver=owner),)
        return (None,)

    def _member_of_user(self, cls: Class, name: str) -> tuple[Value, ...]:
        method = self.lookup(cls.id, name)
        if method is not None and not _is_property(method):
            return (Value("function", method.id, receiver=cls.id),)
        found = self._class_attribute(cls.id, name)
        return tuple(item for item in found if item is not None and item != NOTHING)

    def _special(self, names: tuple[str, ...], name: str, path: str) -> Value | None:
        """`app` of a node: the project's own App class, where the node's package has just one."""
        if name == "app" and (textual_api.NODE in names or textual_api.PROVIDER in names):
            own = self.own_app(path)
            return Value("instance", own or textual_api.APP)
        return None

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

    def _class_attribute(self, class_id: str, name: str) -> tuple[Value | None, ...]:
        """An attribute by what the class and its bases declare and assign. `(None,)` where nothing is known."""
        found: list[Value | None] = []
        seen = False
        for cls in self.mro(class_id):
            held = cls.attributes.get(name)
            assigned = self._assigned.get(cls.id, {}).get(name, ())
            for _, annotation, function in assigned:
                typed = self.annotation(annotation, function) if annotation is not None else None
                if typed is not None:
                    return (typed,)
            if held is not None:
                seen = True
                declared = self._declared(held, cls)
                if declared is not None and declared != NOTHING:
                    return (declared,)
                if declared is None and not (held.value is None and assigned):
                    found.append(None)
            for value, _, function in assigned:
                seen = True
                found += self.values(value, function) if value is not None else (None,)
            if seen:
                break
        result = _unique(item for item in found if item != NOTHING)
        return result if seen and result else (None,)

    def _declared(self, held: Attribute, cls: Class) -> Value | None:
        module = self.files[cls.path].module
        if held.annotation is not None:
            typed = self.annotation(held.annotation, module, cls)
            if typed is not None:
                return typed
        value = held.value
        if value is None:
            return None
        if value.kind == "call":
            called = self.simple(value.value.func, cls.path, cls)
            dotted = called.name if called is not None else ""
            if dotted in ("textual.reactive.reactive", "textual.reactive.var", "textual.reactive.Reactive"):
                default = value.value.argument(0, "default")
                inner = self.value(default, module) if default is not None else None
                return inner if inner is not None and inner.kind == "instance" else None
            if dotted.startswith("textual.getters."):
                for arg in value.value.args:
                    given = self.value(arg, module)
                    if given is not None and given.kind == "class":
                        return Value("instance", given.name)
                    if given is not None and given.kind == "external":
                        return Value("instance", given.name)
                return None
        if value.kind == "name" and value.name in cls.methods:
            return Value("function", f"{cls.path}::{cls.methods[value.name]}")
        return self.value(value, module)

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
            found = _unique(item for value, _ in function.returns for item in self.values(value, function))
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


def _unique(items: Iterable[Value | None]) -> tuple[Value | None, ...]:
    return tuple(dict.fromkeys(items))


def _is_none(expr: Expr) -> bool:
    return expr.kind == "const" and expr.value is None


def _has_decorator(function: Function, name: str) -> bool:
    return any(item.name == name for item in function.decorators if item.kind in ("name", "attr"))


def _is_property(function: Function) -> bool:
    return any(
        item.name in ("property", "cached_property") for item in function.decorators if item.kind in ("name", "attr")
    )
