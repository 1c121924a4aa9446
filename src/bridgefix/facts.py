"""One file's facts, from the standard `ast`: pure, small, picklable, without tree nodes.

`gather` walks a tree once. What a name means, which class a receiver has and where a call leads is not decided
here but in `project`, once all files are known.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Sequence
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


@dataclass(slots=True, eq=False)
class Try:
    """A `try` statement: what its handlers catch, and the calls made in its body."""

    line: int
    catches: tuple[tuple[str, ...], ...] = ()
    """One tuple a handler: the dotted names it catches as written; `()` for a bare `except`."""
    calls: list[Call] = field(default_factory=list)
    handled: list[Call] = field(default_factory=list)
    """The calls made in its handlers."""


@dataclass(slots=True, frozen=True, eq=False)
class Context:
    """What stands round a statement, outermost first. Shared by all that stand in the same block."""

    withs: tuple[Expr, ...] = ()
    tries: tuple[Try, ...] = ()
    """Those in whose body (not handler, `else` or `finally`) it stands."""
    handlers: tuple[tuple[Try, tuple[str, ...]], ...] = ()
    """Those in whose handler it stands, and what that handler catches."""
    guards: tuple[tuple[Expr, bool], ...] = ()
    """Tests that decided that it runs, with their outcome: of ifs round it, and of ifs before it that left the block."""
    loop: bool = False


@dataclass(slots=True, eq=False)
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


@dataclass(slots=True, eq=False)
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


@dataclass(slots=True, eq=False)
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
    has_docstring: bool = False
    calls: list[Call] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    returns: list[tuple[Expr, Context]] = field(default_factory=list)
    """Values returned; what a lambda evaluates to."""
    reads: list[tuple[Expr, Context]] = field(default_factory=list)
    """Attributes read, other than as the method of a call."""
    names: list[tuple[Expr, Context]] = field(default_factory=list)
    """Names read, other than as the function of a call."""
    raises: bool = False
    awaits: bool = False
    globals: frozenset[str] = frozenset()
    """Names declared `global` or `nonlocal`."""
    imports: dict[str, Import] = field(default_factory=dict)
    children: dict[str, str] = field(default_factory=dict)
    """Functions defined in its body: name to qualified name."""
    classes: dict[str, str] = field(default_factory=dict)
    """Classes defined in its body: name to qualified name."""


class Attribute(NamedTuple):
    """A name assigned or annotated in a class body."""

    value: Expr | None
    annotation: Expr | None
    line: int


@dataclass(slots=True, eq=False)
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


@dataclass(slots=True, eq=False)
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


def gather(path: str, text: str) -> FileFacts:
    """Read one file's facts.

    Raises:
        SyntaxError: where `ast.parse` does, and for what is too deep or too odd to be read.
    """
    try:
        tree = ast.parse(text, path)
        gatherer = _Gatherer(path)
        gatherer.file(tree)
    except (RecursionError, MemoryError) as error:
        raise SyntaxError(f"nested too deeply ({type(error).__name__})", (path, 1, 1, None)) from error
    except ValueError as error:
        raise SyntaxError(str(error), (path, 1, 1, None)) from error
    ignores, ignore_file = _ignores(text)
    return FileFacts(
        path,
        gatherer.functions,
        gatherer.classes,
        gatherer.module,
        gatherer.module.imports,
        tuple(gatherer.stars),
        ignores,
        ignore_file,
    )


_IGNORE = re.compile(r"#\s*bridgefix:\s*(ignore-file|ignore)\s*(?:\[([^\]]*)\])?")


def _ignores(text: str) -> tuple[dict[int, frozenset[str]], bool]:
    if "bridgefix:" not in text:
        return {}, False
    found: dict[int, frozenset[str]] = {}
    whole = False
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and (match := _IGNORE.search(token.string)):
                if match[1] == "ignore-file":
                    whole = True
                else:
                    codes = (match[2] or "").replace(",", " ").split()
                    found[token.start[0]] = frozenset(code.upper() for code in codes)
    except (tokenize.TokenError, SyntaxError):
        pass  # ast has parsed it; whatever comments came before still count
    return found, whole


_NO_CONTEXT = Context()
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_OPERATORS = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.FloorDiv: "//", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
}  # fmt: skip


def _span(node: Any) -> Span:
    return (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


class _Gatherer:
    """One walk over one tree. `function` and `context` are those of the statement being read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        self.stars: list[Import] = []
        self.module = self._new(MODULE, MODULE, None, None, 1, 0, 1)
        self.function = self.module
        self.context = _NO_CONTEXT
        self.expressions: dict[type, Callable[[Any], Expr]] = {
            ast.Name: self._name, ast.Attribute: self._attribute, ast.Call: self._call, ast.Constant: self._constant,
            ast.Subscript: self._subscript, ast.Lambda: self._lambda, ast.Await: self._await,
            ast.BinOp: self._binop, ast.BoolOp: self._boolop, ast.IfExp: self._ifexp, ast.Compare: self._compare,
            ast.UnaryOp: self._unary, ast.JoinedStr: self._fstring, ast.Dict: self._dict, ast.NamedExpr: self._walrus,
            ast.ListComp: self._comprehension, ast.SetComp: self._comprehension, ast.DictComp: self._comprehension,
            ast.GeneratorExp: self._comprehension, ast.Tuple: self._sequence, ast.List: self._sequence,
            ast.Set: self._sequence, ast.Starred: self._starred, ast.Yield: self._yield, ast.YieldFrom: self._yield,
        }  # fmt: skip
        self.statements: dict[type, Callable[[Any], None]] = {
            ast.Expr: self._expression, ast.Assign: self._assign, ast.AnnAssign: self._annassign,
            ast.AugAssign: self._augassign, ast.Return: self._return, ast.If: self._if, ast.For: self._for,
            ast.AsyncFor: self._for, ast.While: self._while, ast.With: self._with, ast.AsyncWith: self._with,
            ast.Try: self._try, ast.Raise: self._raise, ast.FunctionDef: self._def, ast.AsyncFunctionDef: self._def,
            ast.ClassDef: self._classdef, ast.Import: self._import, ast.ImportFrom: self._import_from,
            ast.Delete: self._delete, ast.Global: self._global, ast.Nonlocal: self._global, ast.Match: self._match,
        }  # fmt: skip
        if hasattr(ast, "TryStar"):
            self.statements[ast.TryStar] = self._try

    # Scopes

    def _new(
        self, qualname: str, name: str, cls: str | None, parent: str | None, line: int, column: int, end: int
    ) -> Function:
        return Function(f"{self.path}::{qualname}", self.path, qualname, name, cls, parent, line, column, end)

    def _free(self, qualname: str, taken: Iterable[str]) -> str:
        if qualname not in taken:
            return qualname
        number = 2
        while f"{qualname}#{number}" in taken:
            number += 1
        return f"{qualname}#{number}"

    def _prefix(self) -> str:
        return "" if self.function is self.module else self.function.qualname + "."

    def file(self, tree: ast.Module) -> None:
        self.functions[MODULE] = self.module
        self.module.has_docstring = ast.get_docstring(tree, clean=False) is not None
        self._block(tree.body)
        self.module.end_line = max((node.end_lineno or 1 for node in tree.body), default=1)

    def _block(self, body: Sequence[ast.stmt]) -> None:
        before = self.context
        for node in body:
            handler = self.statements.get(type(node))
            if handler is not None:
                handler(node)
        self.context = before

    def _enter(self, **changes: Any) -> None:
        old = self.context
        self.context = Context(
            changes.get("withs", old.withs),
            changes.get("tries", old.tries),
            changes.get("handlers", old.handlers),
            changes.get("guards", old.guards),
            changes.get("loop", old.loop),
        )

    def _inside(self, body: Sequence[ast.stmt], **changes: Any) -> None:
        if body:
            before = self.context
            self._enter(**changes)
            self._block(body)
            self.context = before

    def _bind(self, name: str, how: str, value: Expr | None, line: int, index: int = -1) -> None:
        self.function.bindings.setdefault(name, []).append(Binding(how, value, None, line, index))

    # Definitions

    def _params(self, node: ast.arguments) -> tuple[Param, ...]:
        found: list[Param] = []
        plain = [(arg, "positional") for arg in node.posonlyargs] + [(arg, "normal") for arg in node.args]
        missing = len(plain) - len(node.defaults)
        for index, (arg, kind) in enumerate(plain):
            default = self._expr(node.defaults[index - missing]) if index >= missing else None
            found.append(Param(arg.arg, kind, self._annotation(arg.annotation), default))
        if node.vararg:
            found.append(Param(node.vararg.arg, "args", self._annotation(node.vararg.annotation)))
        for arg, value in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            default = self._expr(value) if value is not None else None
            found.append(Param(arg.arg, "keyword", self._annotation(arg.annotation), default))
        if node.kwarg:
            found.append(Param(node.kwarg.arg, "kwargs", self._annotation(node.kwarg.annotation)))
        return tuple(found)

    def _def(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = tuple(self._expr(item) for item in node.decorator_list)
        params = self._params(node.args)
        qualname = self._free(f"{self._prefix()}{node.name}", self.functions)
        self._body(node.name, qualname, None, node, params, decorators)
        self.function.children[node.name] = qualname
        self._bind(node.name, "def", None, node.lineno)

    def _body(
        self,
        name: str,
        qualname: str,
        cls: str | None,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        params: tuple[Param, ...],
        decorators: tuple[Expr, ...],
    ) -> None:
        outer = self.function
        parent = None if outer is self.module else outer.qualname
        function = self._new(qualname, name, cls, parent, node.lineno, node.col_offset, node.end_lineno or node.lineno)
        function.params = params
        function.decorators = decorators
        function.returns_annotation = self._annotation(node.returns)
        function.is_async = type(node) is ast.AsyncFunctionDef
        function.has_docstring = ast.get_docstring(node, clean=False) is not None
        self.functions[qualname] = function
        before, self.function, self.context = self.context, function, _NO_CONTEXT
        self._block(node.body)
        self.function, self.context = outer, before

    def _lambda(self, node: ast.Lambda) -> Expr:
        name = f"<lambda:{node.lineno}:{node.col_offset}>"
        params = self._params(node.args)
        prefix = self._prefix() or (f"{self.cls.qualname}." if self.cls else "")
        qualname = self._free(prefix + name, self.functions)
        outer = self.function
        parent = None if outer is self.module else outer.qualname
        function = self._new(qualname, name, None, parent, node.lineno, node.col_offset, node.end_lineno or node.lineno)
        function.params = params
        function.is_lambda = True
        self.functions[qualname] = function
        outer.children[name] = qualname
        before, self.function, self.context = self.context, function, _NO_CONTEXT
        value = self._expr(node.body)
        function.returns.append((value, self.context))
        self.function, self.context = outer, before
        return Expr("lambda", _span(node), qualname)

    cls: Class | None = None

    def _classdef(self, node: ast.ClassDef) -> None:
        decorators = tuple(self._expr(item) for item in node.decorator_list)
        bases = tuple(self._expr(item) for item in node.bases)
        for keyword in node.keywords:
            self._expr(keyword.value)
        outer = self.cls
        prefix = f"{outer.qualname}." if outer else self._prefix()
        qualname = self._free(prefix + node.name, self.classes)
        parent = None if self.function is self.module else self.function.qualname
        cls = Class(
            f"{self.path}::{qualname}", self.path, qualname, node.name, node.lineno, node.end_lineno or node.lineno,
            bases, decorators, parent, outer.qualname if outer else None,
        )  # fmt: skip
        self.classes[qualname] = cls
        if outer:
            outer.classes[node.name] = qualname
        else:
            self.function.classes[node.name] = qualname
            self._bind(node.name, "class", None, node.lineno)
        before = self.context
        self.cls, self.context = cls, _NO_CONTEXT
        self._class_block(cls, node.body)
        self.cls, self.context = outer, before

    def _class_block(self, cls: Class, body: Sequence[ast.stmt]) -> None:
        for node in body:
            kind = type(node)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._method(cls, node)
            elif isinstance(node, ast.Assign):
                value = self._expr(node.value)
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        cls.attributes[target.id] = Attribute(value, None, node.lineno)
                    elif isinstance(target, ast.Tuple) and value.kind == "tuple":
                        for name, part in zip(target.elts, value.parts, strict=False):
                            if isinstance(name, ast.Name):
                                cls.attributes[name.id] = Attribute(part, None, node.lineno)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                default = self._expr(node.value) if node.value else None
                cls.attributes[node.target.id] = Attribute(default, self._annotation(node.annotation), node.lineno)
            elif isinstance(node, (ast.If, ast.Try, ast.With, ast.For)):
                for inner in (getattr(node, name, ()) for name in ("body", "orelse", "finalbody")):
                    self._class_block(cls, inner)
                for handler in getattr(node, "handlers", ()):
                    self._class_block(cls, handler.body)
            elif kind in (ast.ClassDef, ast.Expr, ast.Import, ast.ImportFrom, ast.Delete):
                self.statements[kind](node)

    def _method(self, cls: Class, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = tuple(self._expr(item) for item in node.decorator_list)
        params = self._params(node.args)
        qualname = self._free(f"{cls.qualname}.{node.name}", self.functions)
        table = cls.methods
        if any(item.kind == "attr" and item.name in ("setter", "deleter") for item in decorators):
            table = cls.setters
        table[node.name] = qualname
        before, self.cls = self.cls, None
        self._body(node.name, qualname, cls.qualname, node, params, decorators)
        self.cls = before

    # Statements

    def _expression(self, node: ast.Expr) -> None:
        value = self._expr(node.value)
        inner = value.parts[0] if value.kind == "await" else value
        if inner.kind == "call":
            inner.value.statement = True

    def _assign(self, node: ast.Assign) -> None:
        value = self._expr(node.value)
        for target in node.targets:
            self._target(target, "assign", value)

    def _annassign(self, node: ast.AnnAssign) -> None:
        value = self._expr(node.value) if node.value else None
        annotation = self._annotation(node.annotation)
        if isinstance(node.target, ast.Name):
            binding = Binding("assign" if value else "annotation", value, annotation, node.lineno)
            self.function.bindings.setdefault(node.target.id, []).append(binding)
        else:
            target = self._expr_target(node.target)
            if value is not None or annotation is not None:
                self.function.stores.append(
                    Store(_span(node.target), target, value, False, self.context, annotation=annotation)
                )

    def _augassign(self, node: ast.AugAssign) -> None:
        value = self._expr(node.value)
        self._target(node.target, "augment", value)

    def _target(self, node: ast.expr, how: str, value: Expr | None, index: int = -1) -> None:
        if isinstance(node, ast.Name):
            self._bind(node.id, how, value, node.lineno, index)
        elif isinstance(node, (ast.Attribute, ast.Subscript)):
            given = value if how in ("assign", "augment") else None
            target = self._expr_target(node)
            self.function.stores.append(Store(_span(node), target, given, how == "augment", self.context))
        elif isinstance(node, (ast.Tuple, ast.List)):
            parts: Sequence[Expr | None] = ()
            if value is not None and how == "assign" and value.kind in ("tuple", "list"):
                parts = value.parts
            paired = len(parts) == len(node.elts)
            for position, element in enumerate(node.elts):
                if paired:
                    self._target(element, "assign", parts[position])
                else:
                    self._target(element, "each" if how in ("for", "each") else "unpack", value, position)
        elif isinstance(node, ast.Starred):
            self._target(node.value, "unpack", value)

    def _expr_target(self, node: ast.expr) -> Expr:
        if isinstance(node, ast.Attribute):
            return Expr("attr", _span(node), node.attr, (self._expr(node.value),))
        if isinstance(node, ast.Subscript):
            return Expr("item", _span(node), "", (self._expr(node.value), self._expr(node.slice)))
        return self._expr(node)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.function.returns.append((self._expr(node.value), self.context))

    def _if(self, node: ast.If) -> None:
        """An if chain, `elif` by `elif`. What follows a chain that leaves the block runs only when its tests failed."""
        before = self.context
        guards = before.guards
        leaves = True
        branch = node
        while True:
            test = self._expr(branch.test)
            self._inside(branch.body, guards=(*guards, (test, True)))
            leaves = leaves and isinstance(branch.body[-1], _LEAVES)
            guards = (*guards, (test, False))
            self._enter(guards=guards)
            rest = branch.orelse
            if len(rest) == 1 and isinstance(rest[0], ast.If):
                branch = rest[0]
                continue
            self._block(rest)
            break
        self.context = before
        if leaves:
            self._enter(guards=guards)
        elif branch is node and rest and isinstance(rest[-1], _LEAVES):
            self._enter(guards=(*before.guards, (test, True)))

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        value = self._expr(node.iter)
        self._target(node.target, "for", value)
        self._inside(node.body, loop=True)
        self._inside(node.orelse)

    def _while(self, node: ast.While) -> None:
        before = self.context
        self._enter(loop=True)
        test = self._expr(node.test)
        self.context = before
        self._inside(node.body, loop=True, guards=(*before.guards, (test, True)))
        self._inside(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        before = self.context
        for item in node.items:
            value = self._expr(item.context_expr)
            if item.optional_vars is not None:
                self._target(item.optional_vars, "with", value)
            self._enter(withs=(*self.context.withs, value))
        self._block(node.body)
        self.context = before

    def _try(self, node: Any) -> None:
        handlers: list[ast.ExceptHandler] = node.handlers
        catches = tuple(self._caught(handler.type) for handler in handlers)
        block = Try(node.lineno, catches)
        tries = self.context.tries
        if handlers:
            start = len(self.function.calls)
            self._inside(node.body, tries=(*tries, block))
            block.calls = self.function.calls[start:]
        else:
            self._inside(node.body)
        start = len(self.function.calls)
        for handler, caught in zip(handlers, catches, strict=True):
            if handler.name:
                self._bind(handler.name, "except", None, handler.lineno)
            self._inside(handler.body, handlers=(*self.context.handlers, (block, caught)))
        block.handled = self.function.calls[start:]
        self._inside(node.orelse)
        self._inside(node.finalbody)

    def _caught(self, node: ast.expr | None) -> tuple[str, ...]:
        if node is None:
            return ()
        items = node.elts if isinstance(node, ast.Tuple) else [node]
        for item in items:
            self._expr(item)
        return tuple(ast.unparse(item) for item in items)

    def _raise(self, node: ast.Raise) -> None:
        self.function.raises = True
        for value in (node.exc, node.cause):
            if value is not None:
                self._expr(value)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._bind(target.id, "delete", None, node.lineno)
            elif isinstance(target, (ast.Attribute, ast.Subscript)):
                expr = self._expr_target(target)
                self.function.stores.append(Store(_span(target), expr, None, False, self.context, deleted=True))

    def _global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.function.globals |= frozenset(node.names)

    def _match(self, node: ast.Match) -> None:
        self._expr(node.subject)
        for case in node.cases:
            for pattern in ast.walk(case.pattern):
                for name in (getattr(pattern, "name", None), getattr(pattern, "rest", None)):
                    if isinstance(name, str):
                        self._bind(name, "match", None, node.lineno)
                if isinstance(pattern, (ast.MatchValue, ast.MatchClass)):
                    self._expr(pattern.value if isinstance(pattern, ast.MatchValue) else pattern.cls)
            if case.guard is not None:
                self._expr(case.guard)
            self._inside(case.body)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.function.imports.setdefault(alias.asname, Import(alias.name, "", 0))
            else:
                top = alias.name.partition(".")[0]
                self.function.imports.setdefault(top, Import(top, "", 0))

    def _import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            found = Import(node.module or "", alias.name, node.level)
            if alias.name == "*":
                self.stars.append(found)
            else:
                self.function.imports.setdefault(alias.asname or alias.name, found)

    # Expressions

    def _expr(self, node: ast.expr) -> Expr:
        handler = self.expressions.get(type(node))
        return handler(node) if handler is not None else self._other(node)

    def _exprs(self, nodes: Iterable[ast.expr]) -> tuple[Expr, ...]:
        return tuple([self._expr(node) for node in nodes])

    def _other(self, node: ast.expr) -> Expr:
        parts = self._exprs(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        return Expr("other", _span(node), type(node).__name__, parts)

    def _name(self, node: ast.Name) -> Expr:
        found = Expr("name", _span(node), node.id)
        self.function.names.append((found, self.context))
        return found

    def _attribute(self, node: ast.Attribute) -> Expr:
        found = Expr("attr", _span(node), node.attr, (self._expr(node.value),))
        self.function.reads.append((found, self.context))
        return found

    def _call(self, node: ast.Call) -> Expr:
        func = node.func
        if isinstance(func, ast.Name):
            callee = Expr("name", _span(func), func.id)
        elif isinstance(func, ast.Attribute):
            callee = Expr("attr", _span(func), func.attr, (self._expr(func.value),))
        else:
            callee = self._expr(func)
        args = self._exprs(node.args)
        keywords = tuple([(item.arg, self._expr(item.value)) for item in node.keywords])
        span = _span(node)
        call = Call(self.function.id, span, callee, args, keywords, self.context)
        self.function.calls.append(call)
        return Expr("call", span, "", (), call)

    def _constant(self, node: ast.Constant) -> Expr:
        return Expr("const", _span(node), "", (), node.value)

    def _subscript(self, node: ast.Subscript) -> Expr:
        return Expr("item", _span(node), "", (self._expr(node.value), self._expr(node.slice)))

    def _await(self, node: ast.Await) -> Expr:
        value = self._expr(node.value)
        self.function.awaits = True
        if value.kind == "call":
            value.value.awaited = True
        return Expr("await", _span(node), "", (value,))

    def _starred(self, node: ast.Starred) -> Expr:
        return Expr("star", _span(node), "", (self._expr(node.value),))

    def _binop(self, node: ast.BinOp) -> Expr:
        chain: list[ast.BinOp] = []  # a long `a + b + c + …` leans to the left: no recursion along it
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            chain.append(left)
            left = left.left
        found = self._expr(left)
        for part in reversed(chain):
            found = Expr("op", _span(part), _OPERATORS[type(part.op)], (found, self._expr(part.right)))
        return found

    def _boolop(self, node: ast.BoolOp) -> Expr:
        name = "and" if isinstance(node.op, ast.And) else "or"
        before = self.context
        parts: list[Expr] = []
        for value in node.values:
            parts.append(self._expr(value))
            self._enter(guards=(*self.context.guards, (parts[-1], name == "and")))
        self.context = before
        return Expr("choice", _span(node), name, tuple(parts))

    def _ifexp(self, node: ast.IfExp) -> Expr:
        before = self.context
        test = self._expr(node.test)
        self._enter(guards=(*before.guards, (test, True)))
        body = self._expr(node.body)
        self.context = before
        self._enter(guards=(*before.guards, (test, False)))
        orelse = self._expr(node.orelse)
        self.context = before
        return Expr("choice", _span(node), "if", (body, orelse), test)

    def _compare(self, node: ast.Compare) -> Expr:
        parts = (self._expr(node.left), *self._exprs(node.comparators))
        return Expr("compare", _span(node), _OPERATORS[type(node.ops[0])], parts)

    def _unary(self, node: ast.UnaryOp) -> Expr:
        operand = self._expr(node.operand)
        return Expr("not" if isinstance(node.op, ast.Not) else "other", _span(node), "", (operand,))

    def _fstring(self, node: ast.JoinedStr) -> Expr:
        parts: list[Expr] = []
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                parts.append(self._expr(value.value))
                if value.format_spec is not None:
                    self._expr(value.format_spec)
            else:
                parts.append(self._expr(value))
        return Expr("fstring", _span(node), "", tuple(parts))

    def _dict(self, node: ast.Dict) -> Expr:
        parts: list[Expr] = []
        span = _span(node)
        for key, value in zip(node.keys, node.values, strict=True):
            parts += (self._expr(key) if key is not None else Expr("other", span, "**"), self._expr(value))
        return Expr("dict", span, "", tuple(parts))

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set) -> Expr:
        return Expr(type(node).__name__.lower(), _span(node), "", self._exprs(node.elts))

    def _walrus(self, node: ast.NamedExpr) -> Expr:
        value = self._expr(node.value)
        self._bind(node.target.id, "assign", value, node.lineno)
        return Expr("walrus", _span(node), node.target.id, (value,))

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> Expr:
        self.function.is_generator = True
        return Expr("other", _span(node), "Yield", (self._expr(node.value),) if node.value is not None else ())

    def _comprehension(self, node: Any) -> Expr:
        before = self.context
        for position, generator in enumerate(node.generators):
            source = self._expr(generator.iter)
            self._target(generator.target, "for", source)
            if position == 0:
                self._enter(loop=True)
            for test in generator.ifs:
                self._expr(test)
        elements = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        parts = self._exprs(elements)
        self.context = before
        return Expr("comp", _span(node), _COMPREHENSIONS[type(node)], parts)

    def _annotation(self, node: ast.expr | None) -> Expr | None:
        """An annotation; the text of a string annotation is read as code."""
        if node is None:
            return None
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError):
                return None
            for child in ast.walk(inner):
                ast.copy_location(child, node)
            node = inner
        before, self.function = self.function, self._new("", "", None, None, 0, 0, 0)
        try:
            return self._expr(node)  # what an annotation reads is nobody's business: it goes to a scratch function
        finally:
            self.function = before


_COMPREHENSIONS = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict", ast.GeneratorExp: "generator"}
