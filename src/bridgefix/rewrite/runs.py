"""Which statements of a worker belong together on main: runs of neighbours that touch the UI.

A crossing waits, so a run keeps its place and its order whatever it does; what decides is whether main may do it.
Main must not wait, so what blocks, and what nobody knows, stays in the worker.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bridgefix.facts import Expr, Span
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.names import NONE, SCOPES, Names, bound_names, parameters, walk, walk_scope
from bridgefix.rewrite.splicing import parents
from bridgefix.rewrite.staying import TOUCHING, Staying
from bridgefix.rewrite.trees import lists_below, span
from bridgefix.textual_api import LOOKUPS

LOCK = re.compile(r"lock|mutex|semaphore|\bsem\b|condition|acquire", re.IGNORECASE)
"""What locks are called."""


@dataclass(frozen=True)
class Run:
    """Neighbouring statements that go to main together."""

    address: Address
    """Of the list that they stand in."""
    start: int
    end: int
    statements: tuple[ast.stmt, ...]
    call: ast.Call | None
    """Of a lone statement: the call that it makes, where that alone can cross."""
    results: tuple[str, ...] = ()
    """What the worker needs back."""
    waits: frozenset[Span] = frozenset()
    """The calls in it that are to be awaited."""

    @property
    def line(self) -> int:
        return self.statements[0].lineno


class Finder(Staying):
    """Looks for the runs of one function. Raises Refusal where a touch can't be brought to main."""

    def runs(self) -> list[Run]:
        """All runs, in the order of the text."""
        body = self.reading.body
        tail = self._tail(body)
        if tail is not None:
            found = [*self._in(("body",), body[:tail], ()), self._run(("body",), body, tail, len(body))]
        else:
            found = self._in(("body",), body, ())
        covered = {id(node) for run in found for s in run.statements for node in walk(s)}
        for node in walk_scope(self.reading.node):
            if isinstance(node, ast.expr) and span(node) in self.touches and isinstance(node, TOUCHING):
                if id(node) not in covered:
                    raise self.reading.refuse(
                        f"line {node.lineno} touches the UI in a place that can't be brought to main", node.lineno
                    )
        return found

    def _tail(self, body: Sequence[ast.stmt]) -> int | None:
        """Where the last run begins, if it ends the function and leaves it early in between."""
        start = len(body)
        while start > self.reading.first and self.bound_to_worker(body[start - 1], may_return=True) is None:
            if not self._fits(body[start - 1 :]):
                break
            start -= 1
        while start < len(body) and self.touching(body[start]) is None:
            start += 1
        inside = body[start:]
        if not any("return" in self.reading.use(s).leaves and self.touching(s) for s in inside):
            return None
        if sum(self.touching(s) is not None for s in inside) < 2:
            return None
        return self._with_lookups(body, start, len(body))

    def _fits(self, statements: Sequence[ast.stmt]) -> bool:
        """Whether statements can be the body of one function: no name in them is an outer one first, then their own."""
        use = self.reading.scope.statements(statements)
        return not use.reads & use.binds

    def _in(self, address: Address, body: Sequence[ast.stmt], round_it: tuple[ast.stmt, ...]) -> list[Run]:
        found: list[Run] = []
        index = 0
        while index < len(body):
            statement = body[index]
            if self.touching(statement) is None:
                index += 1
                continue
            if self.bound_to_worker(statement) is not None:
                found += self._alone(address, body, index, round_it)
                index += 1
                continue
            end = last = index + 1
            while end < len(body) and self.bound_to_worker(body[end]) is None and self._fits(body[index : end + 1]):
                end += 1
                if self.shows(body[end - 1]):
                    last = end
            found += self._together(address, body, index, last, round_it)
            index = last
        return found

    def _together(
        self, address: Address, body: Sequence[ast.stmt], start: int, end: int, round_it: tuple[ast.stmt, ...]
    ) -> list[Run]:
        begin = self._with_lookups(body, start, end)
        statement = body[start]
        if end - begin == 1 and isinstance(statement, ast.If | ast.Try | ast.Match):
            inner = self._inside(address, start, statement, round_it)
            if inner is not None and (len(inner) == 1 or all(run.call is not None for run in inner)):
                return inner
        run = self._run(address, body, begin, end)
        self._check_locks(round_it, run.line)
        return [run]

    def _alone(
        self, address: Address, body: Sequence[ast.stmt], index: int, round_it: tuple[ast.stmt, ...]
    ) -> list[Run]:
        """The runs of a statement that can't go to main as it is."""
        statement = body[index]
        below = list(lists_below(statement))
        if not below:
            call = self._lone_call(statement)
            if call is not None and (not looks_up(call) or self.has_one_heavy(call)):
                self._check_locks(round_it, statement.lineno)
                return [Run(address, index, index + 1, (statement,), call)]
            raise self._stuck(statement)
        inner = self._inside(address, index, statement, round_it)
        if inner is None:
            raise self._stuck(statement)
        return inner

    def _stuck(self, statement: ast.stmt) -> Exception:
        touch = self.touching(statement)
        why, line = self.bound_to_worker(statement) or ("can't be cut", statement.lineno)
        at = touch.lineno if touch is not None else statement.lineno
        there = "it" if line == at else f"line {line}"
        return self.reading.refuse(
            f"line {at} touches the UI in a statement that can't go to main: {there} {why}", line
        )

    def _inside(
        self, address: Address, index: int, statement: ast.stmt, round_it: tuple[ast.stmt, ...]
    ) -> list[Run] | None:
        """The runs of the lists below a statement; None where it touches the UI outside of them."""
        lists = list(lists_below(statement))
        inside = {id(node) for _, body in lists for s in body for node in walk(s)}
        for node in walk_scope(statement):
            if isinstance(node, TOUCHING) and span(node) in self.touches and id(node) not in inside:
                return None
        found: list[Run] = []
        for below, body in lists:
            found += self._in((*address, index, *below), body, (*round_it, statement))
        return found

    def _run(self, address: Address, body: Sequence[ast.stmt], start: int, end: int) -> Run:
        statements = tuple(body[start:end])
        call = self._lone_call(statements[0]) if len(statements) == 1 else None
        results = () if call is not None else self._results(statements)
        waits = frozenset(self._waits(statements)) if call is None else frozenset()
        return Run(address, start, end, statements, call, results, waits)

    def _with_lookups(self, body: Sequence[ast.stmt], start: int, end: int) -> int:
        """Where the run begins if the widgets that only it needs are looked up in it, and asked what it needs to know."""
        return min((at for at in self.leading(body, start, end) if looks_up(body[at])), default=start)

    def leading(self, body: Sequence[ast.stmt], start: int, end: int) -> Iterator[int]:
        """The statements before a run, nearest first, that main could make as well, and that bind what only it needs."""
        while start > 0:
            match body[start - 1]:
                case ast.Assign(targets=[ast.Name(id=name)]):
                    pass
                case _:
                    break
            inside = {id(n) for s in body[start:end] for n in walk(s)}
            used = [n for n in walk(self.reading.node) if isinstance(n, ast.Name) and n.id == name]
            only = all(id(n) in inside or isinstance(n.ctx, ast.Store) for n in used)
            once = sum(isinstance(n.ctx, ast.Store) for n in used) == 1
            if not (only and once and self.bound_to_worker(body[start - 1]) is None):
                break
            start -= 1
            yield start

    def _lone_call(self, statement: ast.stmt) -> ast.Call | None:
        """The call of a statement that does nothing but to make it, and perhaps to keep its result in a name."""
        value: ast.expr | None
        match statement:
            case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
                pass
            case ast.Assign(targets=[ast.Name()], value=value):
                pass
            case _:
                return None
        if isinstance(value, ast.Await):
            value = value.value
        if not isinstance(value, ast.Call) or span(value) not in self.touches:
            return None
        view = self.reading.view(value)
        if view is not None and view.blocks:
            raise self.reading.refuse(
                f"`{ast.unparse(value.func)}` on line {value.lineno} does not only show, it waits as well, and main must not",
                value.lineno,
            )
        rest = [*value.args, *(k.value for k in value.keywords), value.func]
        for part in rest:
            if self.laziness.is_lazy(part):
                raise self.reading.refuse(
                    f"`{ast.unparse(value.func)}` is handed `{ast.unparse(part)}`, which may wait where it is gone through",
                    part.lineno,
                )
        touched = any(self.touching(part) is not None for part in rest)
        odd = any(isinstance(n, ast.NamedExpr | ast.Yield | ast.YieldFrom) for part in rest for n in walk_scope(part))
        return None if touched or odd else value

    def _results(self, statements: Sequence[ast.stmt]) -> tuple[str, ...]:
        """The names that a run binds and that are read outside of it, in the order of their binding."""
        use = self.reading.scope.statements(statements)
        inside = {id(n) for s in statements for n in walk(s)}
        read = {
            n.id
            for n in walk(self.reading.node)
            if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Store) and id(n) not in inside
        }
        self._check_captured(statements, use.binds)
        needed = use.binds & self._alive(statements) & read
        missing = needed - use.always
        if missing:
            name = min(missing)
            raise self.reading.refuse(
                f"`{name}` is bound on some ways only in what goes to main from line {statements[0].lineno} on, and "
                "needed in the worker",
                statements[0].lineno,
            )
        order = {name: place for place, name in enumerate(_in_order(statements))}
        return tuple(sorted(needed, key=lambda name: order.get(name, 0)))

    def _alive(self, statements: Sequence[ast.stmt]) -> Names:
        """The names that may be read after a run: further down, in the next turn of a loop round it, in a handler."""
        scope = self.reading.scope
        inside = {id(n) for s in statements for n in walk(s)}
        # What a function defined before reads, it may read after.
        alive = frozenset(
            n.id for nested in self._nested() for n in walk(nested) if isinstance(n, ast.Name) and id(n) not in inside
        )
        first: ast.AST = statements[0]
        last: ast.AST = statements[-1]
        while first is not self.reading.node:
            outer = self._parents[first]
            for _, body in ast.iter_fields(outer):
                if isinstance(body, list) and any(item is last for item in body) and isinstance(last, ast.stmt):
                    place = next(index for index, item in enumerate(body) if item is last)
                    alive |= scope.statements(body[place + 1 :]).reads
            match outer:
                case ast.For(orelse=below) | ast.AsyncFor(orelse=below) | ast.While(orelse=below):
                    alive |= scope.statement(outer).reads | scope.statements(below).reads
                case ast.Try(handlers=handlers, orelse=below, finalbody=final):
                    for body in (*(handler.body for handler in handlers), below, final):
                        alive |= scope.statements(body).reads
            first = last = outer
        return alive

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return parents(self.reading.node)

    def _nested(self) -> Iterator[ast.AST]:
        """Functions, lambdas and generators in the function: they run some time after they were made."""
        return (
            node for top in self.reading.body for node in walk(top) if isinstance(node, (*SCOPES, ast.GeneratorExp))
        )

    def _check_captured(self, statements: Sequence[ast.stmt], binds: Names) -> None:
        """Raises Refusal where a function made in a run may see another value of a name than it would have seen."""
        inside = {id(n) for s in statements for n in walk(s)}
        outer = {
            n.id
            for n in walk(self.reading.node)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and id(n) not in inside
        }
        looped = any(
            isinstance(loop, ast.For | ast.While | ast.AsyncFor)
            and any(s is n for s in statements for n in walk(loop))
            and not any(loop is s or loop in walk(s) for s in statements)
            for loop in walk_scope(self.reading.node)
        )
        for scope in self._nested():
            if id(scope) not in inside or isinstance(scope, ast.GeneratorExp):
                continue
            read = {n.id for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            own = bound_names([scope]) if isinstance(scope, ast.ClassDef) else parameters_of(scope)
            shared = (read - own) & binds & (binds if looped else outer)
            if shared:
                name = min(shared)
                raise self.reading.refuse(
                    f"a function on line {getattr(scope, 'lineno', 0)} keeps `{name}`, which is bound anew later on",
                    getattr(scope, "lineno", statements[0].lineno),
                )

    def _waits(self, statements: Sequence[ast.stmt]) -> Iterator[Span]:
        """The calls whose results a crossing of their own would have awaited."""
        alone = {id(n.value) for s in statements for n in walk_scope(s) if isinstance(n, ast.Expr)}
        awaited = {id(n.value) for s in statements for n in walk_scope(s) if isinstance(n, ast.Await)}
        for statement in statements:
            for call, view in self.reading.calls(statement):
                if id(call) in awaited:
                    yield span(call)
                elif view is not None and self.is_show(call) and view.returns_awaitable is not False:
                    if id(call) not in alone or view.returns_awaitable is None:
                        raise self.reading.refuse(
                            f"`{ast.unparse(call.func)}` on line {call.lineno} returns, or may return, something to "
                            "await, and it can't be told where",
                            call.lineno,
                        )
                    yield span(call)

    def _check_locks(self, round_it: Sequence[ast.stmt], line: int) -> None:
        for statement in round_it:
            for item in statement.items if isinstance(statement, ast.With | ast.AsyncWith) else ():
                entered = item.context_expr
                if isinstance(entered, ast.Name | ast.Attribute) or LOCK.search(ast.unparse(entered)):
                    raise self.reading.refuse(
                        f"the crossing for line {line} would have to stand inside `with {ast.unparse(entered)}` (line "
                        f"{statement.lineno}), where main may wait for it",
                        statement.lineno,
                    )


def said(expr: Expr) -> str:
    """An expression as a person would say it."""
    if expr.kind == "call":
        return f"{said(expr.value.func)}()"
    return f"{said(expr.parts[0])}.{expr.name}" if expr.kind == "attr" else expr.name


def looks_up(node: ast.AST) -> bool:
    """Whether a piece of code looks a widget up."""
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in LOOKUPS
        for n in walk_scope(node)
    )


def parameters_of(scope: ast.AST) -> Names:
    """The names that a function or lambda is given."""
    args = getattr(scope, "args", None)
    return frozenset(parameters(args)) if isinstance(args, ast.arguments) else NONE


def _in_order(statements: Sequence[ast.stmt]) -> Iterator[str]:
    found: Names = NONE
    for statement in statements:
        yield from sorted(bound_names([statement]) - found)
        found |= bound_names([statement])
