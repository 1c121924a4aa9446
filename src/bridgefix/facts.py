"""One file's facts, from the standard `ast`: pure, small, picklable, without tree nodes.

`gather` walks a tree once. What a name means, which class a receiver has and where a call leads is not decided
here but in `project`, once all files are known.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bridgefix.depth import deepest_line
from bridgefix.expressions import NO_CONTEXT, Expressions, span_of
from bridgefix.holding import no_collecting
from bridgefix.syntax import (
    MODULE,
    Attribute,
    Binding,
    Call,
    Class,
    Context,
    Expr,
    FileFacts,
    Function,
    Import,
    Param,
    Span,
    Store,
    Try,
)

__all__ = [
    "MODULE", "Attribute", "Binding", "Call", "Class", "Context", "Expr", "FileFacts", "Function", "Import", "Param",
    "Span", "Store", "Try", "gather",
]  # fmt: skip


def gather(path: str, text: str) -> FileFacts:
    """Read one file's facts.

    Raises:
        SyntaxError: where `ast.parse` does, and for what is too deep or too odd to be read.
    """
    gatherer = _Gatherer(path)
    try:
        with no_collecting(), warnings.catch_warnings():
            # What the compiler thinks of somebody's escapes is not ours to say.
            warnings.simplefilter("ignore")
            gatherer.file(ast.parse(text, path))
    except (RecursionError, MemoryError) as error:
        line = gatherer.line or deepest_line(text)
        raise SyntaxError("nested too deeply to be read", (path, line, 1, None)) from error
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


_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class _Gatherer(Expressions):
    """One walk over one tree. `function` and `context` are those of the statement being read."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        self.stars: list[Import] = []
        self.line = 0
        """That of the statement being read; 0 before the first."""
        self.met_again: tuple[dict[str, int], dict[str, int]] = ({}, {})
        """How often functions, and classes, of one name were met."""
        self.module = self._new(MODULE, MODULE, None, None, 1, 0, 1)
        self.function = self.module
        self.context = NO_CONTEXT
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

    def _free(self, qualname: str, taken: Mapping[str, object]) -> str:
        if qualname not in taken:
            return qualname
        met = self.met_again[taken is self.classes]
        met[qualname] = met.get(qualname, 1) + 1
        return f"{qualname}#{met[qualname]}"

    def _prefix(self) -> str:
        return "" if self.function is self.module else self.function.qualname + "."

    def file(self, tree: ast.Module) -> None:
        self.functions[MODULE] = self.module
        self._block(tree.body)
        self.module.end_line = max((node.end_lineno or 1 for node in tree.body), default=1)

    def _block(self, body: Sequence[ast.stmt]) -> None:
        before = self.context
        for node in body:
            self.line = node.lineno
            handler = self.statements.get(type(node))
            if handler is not None:
                handler(node)
        self.context = before

    def _enter(self, **changes: Any) -> None:
        old = self.context
        new = Context(old.withs, old.tries, old.handlers, old.guards, old.loop, old.loops, old.final)
        for name, value in changes.items():
            setattr(new, name, value)
        self.context = new

    def _inside(self, body: Sequence[ast.stmt], **changes: Any) -> None:
        if body:
            before = self.context
            self._enter(**changes)
            self._block(body)
            self.context = before

    # Definitions

    def _params(self, node: ast.arguments) -> tuple[Param, ...]:
        found: list[Param] = []
        only_by_position = len(node.posonlyargs)
        plain = [*node.posonlyargs, *node.args] if only_by_position else node.args
        missing = len(plain) - len(node.defaults)
        for index, arg in enumerate(plain):
            default = self._expr(node.defaults[index - missing]) if index >= missing else None
            kind = "normal" if index >= only_by_position else "positional"
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
        self.functions[qualname] = function
        before, self.function, self.context = self.context, function, NO_CONTEXT
        self._block(node.body)
        self.function, self.context = outer, before

    def _lambda(self, node: ast.Lambda) -> Expr:
        if self.function is self._scratch:  # in an annotation, as in `Annotated[Row, Check(lambda row: …)]`
            return Expr("other", span_of(node), "Lambda")
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
        before, self.function, self.context = self.context, function, NO_CONTEXT
        value = self._expr(node.body)
        function.returns.append((value, self.context))
        self.function, self.context = outer, before
        return Expr("lambda", span_of(node), qualname)

    cls: Class | None = None

    def _classdef(self, node: ast.ClassDef) -> None:
        decorators = tuple(self._expr(item) for item in node.decorator_list)
        bases = tuple(self._expr(item) for item in node.bases)
        keywords = {keyword.arg: self._expr(keyword.value) for keyword in node.keywords}
        outer = self.cls
        prefix = f"{outer.qualname}." if outer else self._prefix()
        qualname = self._free(prefix + node.name, self.classes)
        parent = None if self.function is self.module else self.function.qualname
        cls = Class(
            f"{self.path}::{qualname}", self.path, qualname, node.name, node.lineno, node.end_lineno or node.lineno,
            bases, decorators, parent, outer.qualname if outer else None, metaclass=keywords.get("metaclass"),
        )  # fmt: skip
        self.classes[qualname] = cls
        if outer:
            outer.classes[node.name] = qualname
        else:
            self.function.classes[node.name] = qualname
            self._bind(node.name, "class", None, node.lineno)
        before = self.context
        self.cls, self.context = cls, NO_CONTEXT
        self._class_block(cls, node.body)
        self.cls, self.context = outer, before

    def _class_block(self, cls: Class, body: Sequence[ast.stmt]) -> None:
        for node in body:
            self.line = node.lineno
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
            binding = Binding("assign" if value else "annotation", value, annotation, node.lineno, -1, self.context)
            self.function.bindings.setdefault(node.target.id, []).append(binding)
        else:
            target = self._expr_target(node.target)
            if value is not None or annotation is not None:
                self.function.stores.append(
                    Store(span_of(node.target), target, value, False, self.context, annotation=annotation)
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
            self.function.stores.append(Store(span_of(node), target, given, how == "augment", self.context))
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
            return Expr("attr", span_of(node), node.attr, (self._expr(node.value),))
        if isinstance(node, ast.Subscript):
            return Expr("item", span_of(node), "", (self._expr(node.value), self._expr(node.slice)))
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
            self.line = branch.lineno
            test = self._expr(branch.test)
            outside = self.context
            self._guarded((*guards, (test, True)))
            self._block(branch.body)
            self.context = outside
            leaves = leaves and isinstance(branch.body[-1], _LEAVES)
            guards = (*guards, (test, False))
            self._guarded(guards)
            rest = branch.orelse
            if len(rest) == 1 and isinstance(rest[0], ast.If):
                branch = rest[0]
                continue
            self._block(rest)
            break
        self.context = before
        if leaves:
            self._guarded(guards)
        elif branch is node and rest and isinstance(rest[-1], _LEAVES):
            self._guarded((*before.guards, (test, True)))

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        value = self._expr(node.iter)
        self._target(node.target, "for", value)
        self._inside(node.body, loop=True, loops=(*self.context.loops, span_of(node)))
        self._inside(node.orelse)

    def _while(self, node: ast.While) -> None:
        before = self.context
        self._enter(loop=True, loops=(*before.loops, span_of(node)))
        test = self._expr(node.test)
        self._inside(node.body, guards=(*before.guards, (test, True)))
        self.context = before
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
        self._inside(node.finalbody, final=True)

    def _caught(self, node: ast.expr | None) -> tuple[str, ...]:
        if node is None:
            return ()
        items = node.elts if isinstance(node, ast.Tuple) else [node]
        for item in items:
            self._expr(item)
        return tuple(ast.unparse(item) for item in items)

    def _raise(self, node: ast.Raise) -> None:
        for value in (node.exc, node.cause):
            if value is not None:
                self._expr(value)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._bind(target.id, "delete", None, node.lineno)
            elif isinstance(target, (ast.Attribute, ast.Subscript)):
                expr = self._expr_target(target)
                self.function.stores.append(Store(span_of(target), expr, None, False, self.context, deleted=True))

    def _global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.function.globals |= frozenset(node.names)

    def _match(self, node: ast.Match) -> None:
        subject = self._expr(node.subject)
        before = self.context
        guards = before.guards
        for case in node.cases:
            values: dict[ast.AST, Expr] = {}
            for pattern in ast.walk(case.pattern):
                for name in (getattr(pattern, "name", None), getattr(pattern, "rest", None)):
                    if isinstance(name, str):
                        self._bind(name, "match", subject, node.lineno)
                if isinstance(pattern, (ast.MatchValue, ast.MatchClass)):
                    values[pattern] = self._expr(pattern.value if isinstance(pattern, ast.MatchValue) else pattern.cls)
            test = _case_test(subject, case.pattern, values)
            mine = guards if test is None else (*guards, (test, True))
            if case.guard is not None:
                self._guarded(mine)
                asked = self._expr(case.guard)
                mine = (*mine, (asked, True))
                test = asked if test is None else Expr("choice", subject.span, "and", (test, asked))
            self._inside(case.body, guards=mine)
            self.context = before
            if test is not None:
                guards = (*guards, (test, False))

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


def _case_test(subject: Expr, pattern: ast.pattern, values: dict[ast.AST, Expr]) -> Expr | None:
    """What a `case` asks about its subject; None where it takes anything."""
    if isinstance(pattern, ast.MatchAs):
        return _case_test(subject, pattern.pattern, values) if pattern.pattern is not None else None
    options = pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]
    if all(isinstance(option, ast.MatchValue) for option in options):
        chosen = Expr("tuple", subject.span, "", tuple(values[option] for option in options))
        return Expr("compare", subject.span, "in", (subject, chosen))
    return Expr("other", subject.span, "Match", (subject, *values.values()))
