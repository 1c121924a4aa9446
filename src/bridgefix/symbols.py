"""What names mean across files: modules, imports, classes and their bases."""

from __future__ import annotations

import builtins
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from bridgefix import probes, textual_api
from bridgefix.facts import Binding, Class, Expr, FileFacts, Function, Import

BUILTINS = frozenset(dir(builtins))

UNKNOWN_BASE = "?"
"""Stands for a base class that can't be resolved."""


class Value(NamedTuple):
    """What an expression evaluates to, as far as it can be told.

    By kind: `instance` (name: the class; element: what it holds), `class`, `function` (name: an id), `module` (name:
    dotted, outside or inside the project), `external` (name: dotted, a function or a bound method outside).
    A class is named by its id where it is the project's own, else by its canonical dotted name.
    """

    kind: str
    name: str
    element: str = ""
    receiver: str = ""
    """For a bound method: the class of the object that it was looked up on."""


_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
NOTHING = Value("none", "None")
"""The constant None, which every type may be mixed with."""


def only(values: tuple[Value | None, ...]) -> Value | None:
    """The one thing among values that may be None as well."""
    real = [item for item in values if item != NOTHING]
    return real[0] if len(real) == 1 else None


def unique(items: Iterable[Value | None]) -> tuple[Value | None, ...]:
    """Each thing once, in order."""
    found = tuple(items)
    return found if len(found) < 2 else tuple(dict.fromkeys(found))


def has_decorator(function: Function, name: str) -> bool:
    """Whether a function has a decorator of this name."""
    return bool(function.decorators) and any(
        item.name == name for item in function.decorators if item.kind in ("name", "attr")
    )


def has_receiver(function: Function) -> bool:
    """Whether the first parameter of a function is its object, or its class."""
    return function.cls is not None and not has_decorator(function, "staticmethod")


def is_property(function: Function) -> bool:
    """Whether reading the attribute runs the function."""
    return has_decorator(function, "property") or has_decorator(function, "cached_property")


class Symbols:
    """All files' names, linked."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        self.files: dict[str, FileFacts] = {facts.path: facts for facts in files}
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        for facts in self.files.values():
            for function in facts.functions.values():
                self.functions[function.id] = function
            for cls in facts.classes.values():
                self.classes[cls.id] = cls
        # A package may begin above the current folder, which is where relative paths end.
        self._absolute = {path: os.path.abspath(path) for path in self.files}
        self._folders = {path: os.path.dirname(absolute) for path, absolute in self._absolute.items()}
        self._paths = {absolute: path for path, absolute in self._absolute.items()}
        self._suffixes: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        self._packages: dict[str, bool] = {}
        for path in self.files:
            self._index(path)
        self._modules: dict[tuple[str, str], str | None] = {}
        self._tops: dict[tuple[str, str], Value | None] = {}
        self._bases: dict[str, tuple[Value | None, ...]] = {}
        self._lines: dict[str, tuple[Class | str, ...]] = {}
        self._orders: dict[str, tuple[Class, ...]] = {}
        self._methods: dict[tuple[str, str], Function | None] = {}
        self._deriving: dict[str, tuple[Class, ...]] = {}
        self._protocols: dict[str, bool] = {}
        self._implementers: dict[str, tuple[Class, ...]] = {}
        self._owners: dict[str, Class | None] = {}
        self._textual: dict[str, tuple[str, ...]] = {}
        self._outside: dict[str, tuple[str, ...]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._holds_textual = any(name.startswith("textual.") for name in self._names.values())
        self._users: dict[str, tuple[str, ...]] = {}
        self._below = self._subclass_index()

    # Modules

    def _index(self, path: str) -> None:
        parts = self._absolute[path].split(os.sep)
        stem = parts[-1].rpartition(".")[0] or parts[-1]
        names = parts[:-1] if stem == "__init__" else [*parts[:-1], stem]
        folder = self._folders[path]
        start = len(parts) - 1
        while start > 0 and self._is_package(folder):
            start -= 1
            folder = os.path.dirname(folder)
        self._names[path] = ".".join(names[start:]) or stem
        for first in range(len(names)):
            self._suffixes.setdefault(".".join(names[first:]), []).append(path)

    def _is_package(self, folder: str) -> bool:
        if folder not in self._packages:
            initial = os.path.join(folder, "__init__.py")
            self._packages[folder] = initial in self._paths or probes.is_file(initial)
        return self._packages[folder]

    def module_name(self, path: str) -> str:
        """The dotted name of a file's module, as far as `__init__.py` files reach."""
        return self._names[path]

    def find_module(self, importer: str, dotted: str) -> str | None:
        """The project's file that an absolute import means, for the file that imports it."""
        if dotted not in self._suffixes:
            return None
        key = (self._folders[importer], dotted)
        if key not in self._modules:
            self._modules[key] = self._nearest(*key)
        return self._modules[key]

    def _nearest(self, here: str, dotted: str) -> str | None:
        """The same, for all files of one folder."""
        depth = dotted.count(".") + 1
        best, best_score = None, -1
        for path in self._suffixes[dotted]:
            folder = self._folders[path]
            levels = depth if os.path.basename(path).startswith("__init__.") else depth - 1
            for _ in range(levels):
                folder = os.path.dirname(folder)
            # `folder` is where the import starts: a folder on sys.path, so no package, or the script's own.
            if folder != here and (self._is_package(folder) or (depth == 1 and not _above(folder, here))):
                continue
            score = _shared(folder, here)
            if score > best_score:
                best, best_score = path, score
        return best

    def imported(self, path: str, item: Import) -> Value:
        """What an import of a file brings."""
        if item.level:
            folder = self._folders[path]
            for _ in range(item.level - 1):
                folder = os.path.dirname(folder)
            stem = os.path.join(folder, *item.module.split(".")) if item.module else folder
            found = self._file(os.path.join(stem, item.name)) if item.name else None
            if found is not None:
                return Value("module", self._names[found], found)
            found = self._file(stem)
            if found is not None:
                value = self.top(found, item.name)
                if value is not None:
                    return value
            package = self._names[path].split(".")
            if os.path.basename(path) != "__init__.py":
                package = package[:-1]
            package = package[: len(package) - (item.level - 1)]
            dotted = ".".join([*package, *filter(None, (item.module, item.name))])
            return Value("external", textual_api.canonical(dotted))
        if not item.name:
            return Value("module", item.module, self.find_module(path, item.module) or "")
        return self.member(path, Value("module", item.module, self.find_module(path, item.module) or ""), item.name)

    def _file(self, stem: str) -> str | None:
        stem = os.path.normpath(stem)
        return self._paths.get(stem + ".py") or self._paths.get(os.path.join(stem, "__init__.py"))

    def member(self, path: str, module: Value, name: str) -> Value:
        """A name looked up on a module, for a file that does so."""
        dotted = f"{module.name}.{name}"
        file = module.element
        if file:
            value = self.top(file, name)
            if value is not None:
                return value
            found = self._file(os.path.join(self._folders[file], name))
            if os.path.basename(file) == "__init__.py" and found is not None:
                return Value("module", dotted, found)
            return Value("external", textual_api.canonical(f"{self._names[file]}.{name}"))
        found = self.find_module(path, dotted)
        if found is not None:
            return Value("module", dotted, found)
        return Value("external", textual_api.canonical(dotted))

    def top(self, path: str, name: str) -> Value | None:
        """A class, function or import at a module's top level; None for a variable or nothing."""
        key = (path, name)
        if key not in self._tops:
            # What it comes from first, without recursion: from the far end of a long chain that would not come back.
            self._tops[key] = None
            todo = [(key, self._origins(*key))]
            while todo:
                here, origins = todo[-1]
                origin = next((item for item in origins if item not in self._tops), None)
                if origin is None:
                    self._tops[here] = self._top(*here)
                    todo.pop()
                else:
                    self._tops[origin] = None  # an import that leads back to itself
                    todo.append((origin, self._origins(*origin)))
        return self._tops[key]

    def _origins(self, path: str, name: str) -> Iterator[tuple[str, str]]:
        """The files where a name may come from, with what it is called there, until it is known in one of them."""
        facts = self.files[path]
        module = facts.module
        if name in module.classes or name in module.children:
            return
        item = facts.imports.get(name)
        if item is not None:
            source = self._star(path, item) if item.name else None
            if source is not None:
                yield source, item.name
        else:
            for star in self._stars(facts, name):
                source = self._star(path, star)
                if source is not None:
                    yield source, name
                    if self._tops[source, name] is not None:
                        return

    def _top(self, path: str, name: str) -> Value | None:
        """The same, where all that it may come from is known."""
        facts = self.files[path]
        module = facts.module
        if name in module.classes:
            return Value("class", f"{path}::{module.classes[name]}")
        if name in module.children:
            return Value("function", f"{path}::{module.children[name]}")
        if name in facts.imports:
            return self.imported(path, facts.imports[name])
        for star in self._stars(facts, name):
            source = self._star(path, star)
            if source is not None:
                if (found := self.top(source, name)) is not None:
                    return found
            elif star.module.startswith("textual.") and (known := textual_api.known_name(name)):
                return Value("external", known)
        return None

    def _stars(self, facts: FileFacts, name: str) -> Sequence[Import]:
        """The `import *` of a file that could bring a name: a builtin need not be looked for through all of them."""
        if not facts.stars or name in facts.module.bindings:
            return ()
        return facts.stars if name in self._at_top or textual_api.known_name(name) else ()

    @cached_property
    def _at_top(self) -> frozenset[str]:
        """All names of classes, functions and imports at the top level of any file."""
        return frozenset(
            name
            for facts in self.files.values()
            for names in (facts.module.classes, facts.module.children, facts.imports)
            for name in names
        )

    def _star(self, path: str, item: Import) -> str | None:
        if not item.level:
            return self.find_module(path, item.module)
        folder = self._folders[path]
        for _ in range(item.level - 1):
            folder = os.path.dirname(folder)
        return self._file(os.path.join(folder, *item.module.split(".")) if item.module else folder)

    def variable(self, path: str, name: str) -> tuple[Function, list[Binding]] | None:
        """A variable at a module's top level, followed through imports: the module's code and the bindings there."""
        seen: set[tuple[str, str]] = set()
        while (path, name) not in seen:
            seen.add((path, name))
            facts = self.files[path]
            if name in facts.module.bindings:
                return facts.module, facts.module.bindings[name]
            item = facts.imports.get(name)
            if item is None or not item.name:
                return None
            source = self._star(path, item)
            if source is None:
                return None
            path, name = source, item.name
        return None

    # Classes

    def parent(self, function: Function) -> Function:
        """The function, or the file's top-level code, that a function stands in."""
        facts = self.files[function.path]
        return facts.functions[function.parent] if function.parent else facts.module

    def class_of(self, function: Function) -> Class | None:
        """The class in whose body a function is defined."""
        return self.files[function.path].classes[function.cls] if function.cls else None

    def owner(self, function_id: str) -> Class | None:
        """The class whose `self` a method, or a function nested in it, has."""
        if function_id not in self._owners:
            function = self.functions[function_id]
            found: Class | None = None
            if function.cls is not None:
                found = None if has_decorator(function, "staticmethod") else self.class_of(function)
            elif function.parent is not None:
                found = self.owner(f"{function.path}::{function.parent}")
            self._owners[function_id] = found
        return self._owners[function_id]

    def self_name(self, function: Function) -> str | None:
        """What the method that a function is, or is nested in, calls its first parameter."""
        while function.cls is None:
            if function.parent is None:
                return None
            function = self.parent(function)
        if not function.params or has_decorator(function, "staticmethod"):
            return None
        return function.params[0].name

    def scoped_class(self, cls: Class, name: str) -> Value | None:
        """A class named in the body of a class."""
        found = cls.classes.get(name)
        return Value("class", f"{cls.path}::{found}") if found else None

    def simple(self, expr: Expr, path: str, cls: Class | None = None, depth: int = 0) -> Value | None:
        """What a dotted name at a module's top level, or in a class body, means; enough for bases and decorators."""
        if expr.kind == "item":
            return self.simple(expr.parts[0], path, cls, depth)
        if expr.kind == "call":
            return self.simple(expr.value.func, path, cls, depth)
        if expr.kind == "name":
            if cls is not None and (found := self.scoped_class(cls, expr.name)) is not None:
                return found
            found = self.top(path, expr.name)
            if found is not None:
                return found
            facts = self.files[path]
            bound = facts.module.bindings.get(expr.name)
            if bound is not None:
                values = [item.value for item in bound if item.value is not None]
                if len(values) == 1 and values[0].kind in ("name", "attr", "item") and depth < 5:
                    return self.simple(values[0], path, None, depth + 1)
                return None
            if expr.name in BUILTINS:
                return Value("external", f"builtins.{expr.name}")
            return None
        if expr.kind == "attr":
            base = self.simple(expr.parts[0], path, cls, depth)
            if base is None:
                return None
            if base.kind == "module":
                return self.member(path, base, expr.name)
            if base.kind == "class":
                return self.class_member(base.name, expr.name)
            if base.kind == "external":
                return Value("external", textual_api.canonical(f"{base.name}.{expr.name}"))
        return None

    def class_member(self, class_id: str, name: str) -> Value | None:
        for cls in self.mro(class_id):
            if name in cls.classes:
                return Value("class", f"{cls.path}::{cls.classes[name]}")
            if name in cls.methods:
                return Value("function", f"{cls.path}::{cls.methods[name]}")
        return None

    def bases(self, class_id: str) -> tuple[Value | None, ...]:
        """The classes that a class names as its bases; None for one that can't be resolved."""
        if class_id not in self._bases:
            cls = self.classes[class_id]
            outer = self.files[cls.path].classes[cls.outer] if cls.outer else None
            found = []
            for expr in cls.bases:
                value: Value | None = None
                if cls.function and expr.kind == "name":
                    value = self._local_class(cls, expr.name)
                value = value or self.simple(expr, cls.path, outer)
                found.append(value if value is not None and value.kind in ("class", "external") else None)
            self._bases[class_id] = tuple(found)
        return self._bases[class_id]

    def _local_class(self, cls: Class, name: str) -> Value | None:
        facts = self.files[cls.path]
        function: Function | None = facts.functions.get(cls.function or "")
        while function is not None and function is not facts.module:
            if name in function.classes:
                return Value("class", f"{cls.path}::{function.classes[name]}")
            if name in function.imports:
                return self.imported(cls.path, function.imports[name])
            function = self.parent(function)
        return None

    def line(self, class_id: str) -> tuple[Class | str, ...]:
        """A class and all its bases in the order of method resolution; those outside the project by name."""
        if class_id not in self._lines:
            # From the top down: recursion along a long chain of bases would not come back.
            chain = {class_id: None}
            name: str | None = class_id
            while name is not None:
                chain[name] = None
                above = (base.name for base in self.bases(name) if base is not None and base.kind == "class")
                name = next((item for item in above if item not in self._lines and item not in chain), None)
            for item in reversed(chain):
                self._linearise(item)
        return self._lines[class_id]

    def _linearise(self, class_id: str) -> None:
        cls = self.classes[class_id]
        self._lines[class_id] = (cls,)  # a class among its own bases
        heads: list[list[Class | str]] = []
        direct: list[Class | str] = []
        for base in self.bases(class_id):
            if base is None:
                direct.append(UNKNOWN_BASE)
                heads.append([UNKNOWN_BASE])
            elif base.kind == "class":
                direct.append(self.classes[base.name])
                heads.append(list(self.line(base.name)))
            else:
                direct.append(base.name)
                heads.append([base.name])
        merged = heads[0] if len(heads) == 1 else [*_merge([*heads, direct])]
        if cls in merged:
            merged = [item for item in merged if item is not cls]
        self._lines[class_id] = (cls, *merged)

    def mro(self, class_id: str) -> tuple[Class, ...]:
        """A class and its bases in the order of method resolution, as far as they are the project's."""
        found = self._orders.get(class_id)
        if found is None:
            found = self._orders[class_id] = tuple([item for item in self.line(class_id) if not isinstance(item, str)])
        return found

    def outside(self, class_id: str) -> tuple[str, ...]:
        """The bases outside the project, by canonical name."""
        if class_id not in self._outside:
            line, bases = self.line(class_id), self.bases(class_id)
            # A class with one base has those of the base: in a long chain of them each one is met once.
            known = self._outside.get(bases[0].name) if len(bases) == 1 and bases[0] is not None else None
            if known is None:
                known = tuple([item for item in line if isinstance(item, str)])
            self._outside[class_id] = known
        return self._outside[class_id]

    def _subclass_index(self) -> dict[str, list[str]]:
        below: dict[str, list[str]] = {}
        for class_id in self.classes:
            for base in self.bases(class_id):
                if base is not None and base.kind == "class" and base.name != class_id:
                    below.setdefault(base.name, []).append(class_id)
        return below

    def subclasses(self, class_id: str) -> tuple[Class, ...]:
        """All classes of the project that derive from a class, near ones first."""
        known = self._deriving.get(class_id)
        if known is None:
            found: dict[str, None] = {}
            queue = deque([class_id])
            while queue:
                for name in self._below.get(queue.popleft(), ()):
                    if name not in found:
                        found[name] = None
                        queue.append(name)
            known = self._deriving[class_id] = tuple(self.classes[name] for name in found)
        return known

    def lookup(self, class_id: str, name: str) -> Function | None:
        """The method that an attribute of an instance finds, among the project's classes."""
        key = (class_id, name)
        if key not in self._methods:
            order = self.mro(class_id)
            same, found = [key], None
            for index, cls in enumerate(order):
                if name in cls.methods:
                    found = self.files[cls.path].functions[cls.methods[name]]
                    break
                # A class with one base finds what that base finds: a long chain of them is gone along once.
                if len(same) == index + 1 < len(order) and len(self.bases(cls.id)) == 1:
                    above = order[index + 1].id
                    if len(self.mro(above)) == len(order) - index - 1:
                        same.append((above, name))
                        if same[-1] in self._methods:
                            found = self._methods[same[-1]]
                            break
            self._methods.update(dict.fromkeys(same, found))
        return self._methods[key]

    # Textual

    def textual_names(self, name: str) -> tuple[str, ...]:
        """The Textual classes that a class, by id or dotted name, is or derives from, nearest first."""
        if name not in self._textual:
            found: dict[str, None] = {}
            if name in self.classes:
                for item in self.line(name) if self._holds_textual else self.outside(name):
                    dotted = item if isinstance(item, str) else self._own_name(item)
                    if dotted.startswith("textual"):
                        found.update(dict.fromkeys(textual_api.bases(dotted)))
            elif name.startswith("textual"):
                found.update(dict.fromkeys(textual_api.bases(name)))
            self._textual[name] = tuple(found)
        return self._textual[name]

    def ui_names(self, name: str) -> tuple[str, ...]:
        """The same; for a mixin, those of the classes that use it."""
        found = self.textual_names(name)
        if found or name not in self.classes or not self.is_textual(name):
            return found
        if name not in self._users:
            users = (self.textual_names(cls.id) for cls in self.subclasses(name))
            self._users[name] = tuple(dict.fromkeys(item for names in users for item in names))
        return self._users[name]

    def is_protocol(self, class_id: str) -> bool:
        """Whether a class only says what another one has. One that derives from it has that (PEP 544)."""
        if class_id not in self._protocols:
            self._protocols[class_id] = any(
                base is not None and base.name in _PROTOCOLS for base in self.bases(class_id)
            )
        return self._protocols[class_id]

    def is_stub(self, function_id: str) -> bool:
        """Whether a method is abstract, or stands in a protocol: what it is called on is some class that has one."""
        function = self.functions[function_id]
        cls = self.class_of(function)
        return cls is not None and (has_decorator(function, "abstractmethod") or self.is_protocol(cls.id))

    def implementers(self, class_id: str) -> tuple[Class, ...]:
        """The classes that have all methods of a protocol, with the same names for what these take."""
        if class_id not in self._implementers:
            wanted = [
                self.files[cls.path].functions[address]
                for cls in self.mro(class_id)
                if self.is_protocol(class_id) and self.is_protocol(cls.id)
                for address in cls.methods.values()
            ]
            self._implementers[class_id] = tuple(
                cls
                for cls in (self.classes.values() if wanted else ())
                if any(method.name in cls.methods for method in wanted)
                and not self.is_protocol(cls.id)
                and all(_is_like(method, self.lookup(cls.id, method.name)) for method in wanted)
            )
        return self._implementers[class_id]

    def _own_name(self, cls: Class) -> str:
        """What Textual's own classes are called when Textual itself is the project."""
        module = self._names[cls.path]
        return textual_api.known_name(f"{module}.{cls.qualname}") if module.startswith("textual.") else ""

    def _is(self, class_id: str, test: str) -> bool:
        """Whether a class, or one that uses it as a mixin, derives from a Textual class; from any, if none is named."""
        if class_id not in self.classes:
            names = self.textual_names(class_id)
            return test in names if test else bool(names)
        if test not in self._kinds:
            names_of = {item: self.textual_names(item) for item in self.classes}
            found = {item for item, names in names_of.items() if (test in names if test else names)}
            todo = list(found)
            while todo:
                above = {base.name for base in self.bases(todo.pop()) if base is not None and base.kind == "class"}
                todo += above - found
                found |= above
            self._kinds[test] = found
        return class_id in self._kinds[test]

    def is_textual(self, class_id: str) -> bool:
        """Whether some base is one of Textual's, or the class is a mixin of one of which that is true."""
        return self._is(class_id, "")

    def is_app(self, class_id: str) -> bool:
        """Whether a class, or one that uses it as a mixin, is an App."""
        return self._is(class_id, textual_api.APP)

    def is_dom_node(self, class_id: str) -> bool:
        """Whether a class, or one that uses it as a mixin, is an App, a Screen or another Widget."""
        return self._is(class_id, textual_api.NODE)


def _is_like(method: Function, other: Function | None) -> bool:
    """Whether a method takes all that the one of a protocol takes."""
    if other is None:
        return False
    names = {param.name for param in other.params}
    taken = method.params[has_receiver(method) :]
    return all(param.kind in ("args", "kwargs") or param.name in names for param in taken)


def _above(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder + os.sep)


def _shared(one: str, other: str) -> int:
    """How many folders two paths share, from the top."""
    count = 0
    for left, right in zip(one.split(os.sep), other.split(os.sep), strict=False):
        if left != right:
            break
        count += 1
    return count


def _merge(heads: list[list[Class | str]]) -> Iterator[Class | str]:
    """C3 linearisation; where the bases contradict each other, whatever order comes first."""
    heads = [list(head) for head in heads if head]
    while heads:
        for head in heads:
            if not any(head[0] in other[1:] for other in heads):
                break
        else:
            head = heads[0]
        chosen = head[0]
        yield chosen
        heads = [rest for rest in ([item for item in other if item != chosen] for other in heads) if rest]
