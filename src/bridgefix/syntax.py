"""What a file is reduced to: expressions, calls, functions, classes. Small, picklable, without tree nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Span = tuple[int, int, int, int]
"""`(lineno, col_offset, end_lineno, end_col_offset)` exactly as `ast` gives them."""

MODULE = "<module>"
"""The qualified name of a file's own top-level code."""


class Expr(NamedTuple):
    """An expression, reduced to what the model asks about.

    By kind: `name` (name), `attr` (name; parts: base), `call` (value: the Call), `const` (value), `lambda` (name: its
    qualified name), `item` (parts: base, index), `await`, `star`, `not` (parts: operand), `op` and `compare`
    (name: operator; parts: operands), `choice` (`a or b`, `a if t else b`; name: `or`, `and`, `if`; parts), `walrus`
    (name; parts: value), `tuple`, `list`, `set`, `fstring` (parts), `dict` (parts: key, value, key, value, …; a key
    that is `**` has kind `other`), `comp` (name: `list`, `set`, `dict`, `generator`; parts: elements), `other` (parts).
    """

    kind: str
    span: Span
    name: str = ""
    parts: tuple[Expr, ...] = ()
    value: Any = None


@dataclass(slots=True, eq=False, repr=False)
class Try:
    """A `try` statement: what its handlers catch, and the calls made in its body."""

    line: int
    catches: tuple[tuple[str, ...], ...] = ()
    """One tuple a handler: the dotted names it catches as written; `()` for a bare `except`."""
    calls: list[Call] = field(default_factory=list)
    handled: list[Call] = field(default_factory=list)
    """The calls made in its handlers."""


@dataclass(slots=True, eq=False, repr=False)
class Context:
    """What stands round a statement, outermost first. Shared by all that stand in the same block, so it is never changed.

    It is not frozen: making one would take four times as long, and there is one for every block.
    """

    withs: tuple[Expr, ...] = ()
    tries: tuple[Try, ...] = ()
    """Those in whose body (not handler, `else` or `finally`) it stands."""
    handlers: tuple[tuple[Try, tuple[str, ...]], ...] = ()
    """Those in whose handler it stands, and what that handler catches."""
    guards: tuple[tuple[Expr, bool], ...] = ()
    """Tests that decided that it runs, with their outcome: of ifs round it, and of ifs before it that left the block. A
    `case` counts as a test whether its subject is `in` its values.
    """
    loop: bool = False
    loops: tuple[Span, ...] = ()
    """The `for` and `while` statements round it."""
    final: bool = False
    """It stands in a `finally`."""


@dataclass(slots=True, eq=False, repr=False)
class Call:
    """A call as written."""

    function: str
    """Id of the function whose body it stands in."""
    span: Span
    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str | None, Expr], ...]
    context: Context
    awaited: bool = False
    statement: bool = False
    """Its value is thrown away."""

    @property
    def line(self) -> int:
        return self.span[0]

    def keyword(self, name: str) -> Expr | None:
        for key, value in self.keywords:
            if key == name:
                return value
        return None

    def argument(self, position: int, name: str) -> Expr | None:
        """The argument for a parameter that can be given by position or by name."""
        found = self.keyword(name)
        if found is None and position < len(self.args):
            found = self.args[position]
            if any(arg.kind == "star" for arg in self.args[: position + 1]):
                return None
        return found


@dataclass(slots=True, eq=False, repr=False)
class Store:
    """An assignment to, or a deletion of, an attribute or an item."""

    span: Span
    """Of the target."""
    target: Expr
    value: Expr | None
    augmented: bool
    context: Context
    deleted: bool = False
    annotation: Expr | None = None

    @property
    def line(self) -> int:
        return self.span[0]


class Binding(NamedTuple):
    """How a local name gets a value."""

    how: str
    """`assign`, `for` (an element of value), `each` (a part of one), `unpack` (a part of value), `with`, `except`, `match`,
    `augment`, `annotation`, `delete`, `def`, `class`.
    """
    value: Expr | None
    annotation: Expr | None
    line: int
    position: int = -1
    """The position in an unpacking."""
    context: Context = Context()


class Param(NamedTuple):
    """A parameter; `kind` is `positional`, `normal`, `args`, `keyword` or `kwargs`."""

    name: str
    kind: str
    annotation: Expr | None = None
    default: Expr | None = None


class Import(NamedTuple):
    """`from {'.' * level}{module} import {name}`, or `import {module}` where `name` is empty."""

    module: str
    name: str
    level: int


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A function, method, lambda, or a file's top-level code."""

    id: str
    path: str
    qualname: str
    name: str
    cls: str | None
    """Qualified name of the class in whose body it is defined."""
    parent: str | None
    """Qualified name of the function it is nested in."""
    line: int
    column: int
    end_line: int
    params: tuple[Param, ...] = ()
    decorators: tuple[Expr, ...] = ()
    returns_annotation: Expr | None = None
    is_async: bool = False
    is_generator: bool = False
    is_lambda: bool = False
    calls: list[Call] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    returns: list[tuple[Expr, Context]] = field(default_factory=list)
    """Values returned; what a lambda evaluates to."""
    reads: list[tuple[Expr, Context]] = field(default_factory=list)
    """Attributes read, other than as the method of a call."""
    names: list[tuple[Expr, Context]] = field(default_factory=list)
    """Names read, other than as the function of a call."""
    awaits: bool = False
    globals: frozenset[str] = frozenset()
    """Names declared `global` or `nonlocal`."""
    imports: dict[str, Import] = field(default_factory=dict)
    children: dict[str, str] = field(default_factory=dict)
    """Functions defined in its body: name to qualified name."""
    classes: dict[str, str] = field(default_factory=dict)
    """Classes defined in its body: name to qualified name."""

    @property
    def first_line(self) -> int:
        """Where it begins, with its decorators."""
        return min((self.line, *(item.span[0] for item in self.decorators)))


class Attribute(NamedTuple):
    """A name assigned or annotated in a class body."""

    value: Expr | None
    annotation: Expr | None
    line: int


@dataclass(slots=True, eq=False, repr=False)
class Class:
    """A class as written."""

    id: str
    path: str
    qualname: str
    name: str
    line: int
    end_line: int
    bases: tuple[Expr, ...]
    decorators: tuple[Expr, ...]
    function: str | None
    """Qualified name of the function in whose body it stands."""
    outer: str | None
    """Qualified name of the class in whose body it stands."""
    methods: dict[str, str] = field(default_factory=dict)
    """Name to qualified name; the last definition counts, property setters are in `setters`."""
    setters: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    metaclass: Expr | None = None


@dataclass(slots=True, eq=False, repr=False)
class FileFacts:
    """All that one file tells."""

    path: str
    functions: dict[str, Function]
    classes: dict[str, Class]
    module: Function
    imports: dict[str, Import]
    stars: tuple[Import, ...]
    ignores: dict[int, frozenset[str]]
    """Line to the rules silenced there; an empty set silences all."""
    ignore_file: bool


def is_within(inner: Span, outer: Span) -> bool:
    """Whether one span lies in another."""
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def dotted(expr: Expr) -> str:
    """`self._lock` as text; what is no chain of names has an empty part."""
    return f"{dotted(expr.parts[0])}.{expr.name}" if expr.kind == "attr" else expr.name


def named_by(decorator: Expr) -> Expr:
    """What a decorator names, called or bare."""
    func: Expr = decorator.value.func if decorator.kind == "call" else decorator
    return func


def bound_once(name: str, function: Function) -> Expr | None:
    """What a name is bound to, where one statement of the function binds it."""
    bound = function.bindings.get(name, ())
    return bound[0].value if len(bound) == 1 else None


def parts_of(expr: Expr) -> Iterator[Expr]:
    """An expression and all that is in it, arguments of calls as well."""
    yield expr
    for part in expr.parts:
        yield from parts_of(part)
    if expr.kind == "call":
        yield from parts_of(expr.value.func)
        for arg in (*expr.value.args, *(value for _, value in expr.value.keywords)):
            yield from parts_of(arg)


def is_own(expr: Expr, name: str | None) -> bool:
    """Whether an expression is the object that goes by a name, or its class: `self`, `self.__class__`, `type(self)`."""
    if expr.kind == "attr" and expr.name == "__class__":
        return is_own(expr.parts[0], name)
    if expr.kind == "call" and expr.value.func.name == "type" and len(expr.value.args) == 1:
        return is_own(expr.value.args[0], name)
    return name is not None and expr.kind == "name" and expr.name == name
