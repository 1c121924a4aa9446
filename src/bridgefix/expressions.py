"""Expressions of the standard `ast`, reduced to what the model asks about."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from bridgefix.syntax import Binding, Call, Context, Expr, Function, Span, Store

NO_CONTEXT = Context()
_LONG = 100
"""The length from which on a chain of operators is one expression with many parts."""
OPERATORS: dict[type, str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.FloorDiv: "//", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
}  # fmt: skip


span_of: Callable[[Any], Span] = attrgetter("lineno", "col_offset", "end_lineno", "end_col_offset")


def set_by_name(call: Call, args: Sequence[Expr]) -> Expr | None:
    """What `setattr` with these arguments assigns to: `view.title` for `view, "title", text`; None if that is open."""
    if len(args) != 3 or args[1].kind != "const" or not str(args[1].value).isidentifier():
        return None
    return Expr("attr", call.span, str(args[1].value), (args[0],))


_make: Callable[[tuple[str, Span, str, tuple[Expr, ...], Any]], Expr] = partial(tuple.__new__, Expr)
"""`Expr(*fields)` in less time, for the kinds that nearly all expressions have."""
_bind: Callable[[tuple[str, Expr | None, Expr | None, int, int, Context]], Binding] = partial(tuple.__new__, Binding)
"""`Binding(*fields)` likewise."""
_SEQUENCES = {ast.Tuple: "tuple", ast.List: "list", ast.Set: "set"}
_COMPREHENSIONS = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict", ast.GeneratorExp: "generator"}


class Expressions(ABC):
    """Reads the expressions of one file into the function whose body is being read."""

    function: Function
    context: Context
    """What stands round the statement that is being read."""

    def __init__(self) -> None:
        self._scratch = Function("", "", "", "", None, None, 0, 0, 0)
        """Where what annotations read goes to: it is nobody's business."""
        self.expressions: dict[type, Callable[[Any], Expr]] = {
            ast.Name: self._name, ast.Attribute: self._attribute, ast.Call: self._call, ast.Constant: self._constant,
            ast.Subscript: self._subscript, ast.Lambda: self._lambda, ast.Await: self._await,
            ast.BinOp: self._binop, ast.BoolOp: self._boolop, ast.IfExp: self._ifexp, ast.Compare: self._compare,
            ast.UnaryOp: self._unary, ast.JoinedStr: self._fstring, ast.Dict: self._dict, ast.NamedExpr: self._walrus,
            ast.ListComp: self._comprehension, ast.SetComp: self._comprehension, ast.DictComp: self._comprehension,
            ast.GeneratorExp: self._comprehension, ast.Tuple: self._sequence, ast.List: self._sequence,
            ast.Set: self._sequence, ast.Starred: self._starred, ast.Yield: self._yield, ast.YieldFrom: self._yield,
        }  # fmt: skip

    @abstractmethod
    def _lambda(self, node: ast.Lambda) -> Expr:
        """Read a lambda as the function that it is."""

    @abstractmethod
    def _target(self, node: ast.expr, how: str, value: Expr | None, index: int = -1) -> None:
        """Read what a comprehension binds."""

    @abstractmethod
    def _enter(self, **changes: Any) -> None:
        """Go on in a context that differs from the one so far."""

    def _guarded(self, guards: tuple[tuple[Expr, bool], ...]) -> None:
        """Go on where these tests have decided that it runs; `_enter` for the one thing that most contexts differ in."""
        old = self.context
        self.context = Context(old.withs, old.tries, old.handlers, guards, old.loop, old.loops, old.final)

    def _bind(self, name: str, how: str, value: Expr | None, line: int, index: int = -1) -> None:
        self.function.bindings.setdefault(name, []).append(_bind((how, value, None, line, index, self.context)))

    def _expr(self, node: ast.expr) -> Expr:
        handler = self.expressions.get(type(node))
        return handler(node) if handler is not None else self._other(node)

    def _exprs(self, nodes: Sequence[ast.expr]) -> tuple[Expr, ...]:
        return tuple([self._expr(node) for node in nodes]) if nodes else ()

    def _other(self, node: ast.expr) -> Expr:
        parts = self._exprs([child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)])
        return Expr("other", span_of(node), type(node).__name__, parts)

    def _name(self, node: ast.Name) -> Expr:
        found = _make(("name", span_of(node), node.id, (), None))
        self.function.names.append((found, self.context))
        return found

    def _attribute(self, node: ast.Attribute) -> Expr:
        found = _make(("attr", span_of(node), node.attr, (self._expr(node.value),), None))
        self.function.reads.append((found, self.context))
        return found

    def _call(self, node: ast.Call) -> Expr:
        func = node.func
        if type(func) is ast.Name:
            callee = _make(("name", span_of(func), func.id, (), None))
        elif type(func) is ast.Attribute:
            callee = _make(("attr", span_of(func), func.attr, (self._expr(func.value),), None))
        else:
            callee = self._expr(func)
        args = self._exprs(node.args)
        keywords = tuple([(item.arg, self._expr(item.value)) for item in node.keywords]) if node.keywords else ()
        span = span_of(node)
        call = Call(self.function.id, span, callee, args, keywords, self.context)
        self.function.calls.append(call)
        if callee.name == "setattr" and callee.kind == "name" and (target := set_by_name(call, args)) is not None:
            self.function.stores.append(Store(span, target, args[2], False, self.context))
        return _make(("call", span, "", (), call))

    def _constant(self, node: ast.Constant) -> Expr:
        return _make(("const", span_of(node), "", (), node.value))

    def _subscript(self, node: ast.Subscript) -> Expr:
        return _make(("item", span_of(node), "", (self._expr(node.value), self._expr(node.slice)), None))

    def _await(self, node: ast.Await) -> Expr:
        value = self._expr(node.value)
        self.function.awaits = True
        if value.kind == "call":
            value.value.awaited = True
        return Expr("await", span_of(node), "", (value,))

    def _starred(self, node: ast.Starred) -> Expr:
        return Expr("star", span_of(node), "", (self._expr(node.value),))

    def _binop(self, node: ast.BinOp) -> Expr:
        chain: list[ast.BinOp] = []  # a long `a + b + c + …` leans to the left: no recursion along it
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            chain.append(left)
            left = left.left
        found = self._expr(left)
        if len(chain) > _LONG:  # a tree as deep as that could not be pickled
            rest = self._exprs([part.right for part in reversed(chain)])
            return Expr("other", span_of(node), "BinOp", (found, *rest))
        for part in reversed(chain):
            found = _make(("op", span_of(part), OPERATORS[type(part.op)], (found, self._expr(part.right)), None))
        return found

    def _boolop(self, node: ast.BoolOp) -> Expr:
        name = "and" if isinstance(node.op, ast.And) else "or"
        if len(node.values) > _LONG:  # each operand would carry all those before it as its guards
            return Expr("choice", span_of(node), name, self._exprs(node.values))
        before = self.context
        parts: list[Expr] = []
        for value in node.values:
            parts.append(self._expr(value))
            self._guarded((*self.context.guards, (parts[-1], name == "and")))
        self.context = before
        return Expr("choice", span_of(node), name, tuple(parts))

    def _ifexp(self, node: ast.IfExp) -> Expr:
        before = self.context
        test = self._expr(node.test)
        self._guarded((*before.guards, (test, True)))
        body = self._expr(node.body)
        self.context = before
        self._guarded((*before.guards, (test, False)))
        orelse = self._expr(node.orelse)
        self.context = before
        return Expr("choice", span_of(node), "if", (body, orelse), test)

    def _compare(self, node: ast.Compare) -> Expr:
        parts = (self._expr(node.left), *self._exprs(node.comparators))
        return _make(("compare", span_of(node), OPERATORS[type(node.ops[0])], parts, None))

    def _unary(self, node: ast.UnaryOp) -> Expr:
        operand = self._expr(node.operand)
        return Expr("not" if isinstance(node.op, ast.Not) else "other", span_of(node), "", (operand,))

    def _fstring(self, node: ast.JoinedStr) -> Expr:
        parts: list[Expr] = []
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                parts.append(self._expr(value.value))
                if value.format_spec is not None:
                    self._expr(value.format_spec)
            else:
                parts.append(self._expr(value))
        return _make(("fstring", span_of(node), "", tuple(parts), None))

    def _dict(self, node: ast.Dict) -> Expr:
        parts: list[Expr] = []
        span = span_of(node)
        for key, value in zip(node.keys, node.values, strict=True):
            parts += (self._expr(key) if key is not None else Expr("other", span, "**"), self._expr(value))
        return Expr("dict", span, "", tuple(parts))

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set) -> Expr:
        return _make((_SEQUENCES[type(node)], span_of(node), "", self._exprs(node.elts), None))

    def _walrus(self, node: ast.NamedExpr) -> Expr:
        value = self._expr(node.value)
        self._bind(node.target.id, "assign", value, node.lineno)
        return Expr("walrus", span_of(node), node.target.id, (value,))

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> Expr:
        self.function.is_generator = True
        return Expr("other", span_of(node), "Yield", (self._expr(node.value),) if node.value is not None else ())

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
        return Expr("comp", span_of(node), _COMPREHENSIONS[type(node)], parts)

    def _annotation(self, node: ast.expr | None) -> Expr | None:
        """An annotation; the text of a string annotation is read as code."""
        if node is None:
            return None
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return None
            for child in ast.walk(inner):
                ast.copy_location(child, node)
            node = inner
        before, self.function = self.function, self._scratch
        try:
            return self._expr(node)
        except RecursionError:
            return None
        finally:
            self.function = before
