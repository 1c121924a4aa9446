"""Where a fetch-and-render method stops fetching and starts to show: the statement list that a split cuts in two."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bridgefix.rewrite.asking import asks_worker
from bridgefix.rewrite.brought import answer_within
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.forgiving import is_forgiving
from bridgefix.rewrite.names import NONE, FunctionNode, Names, bound_names, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import lists_below
from bridgefix.rewrite.use import Use

WIPES = frozenset("clear clear_options clear_panes remove_children remove_items reset".split())
"""Calls that empty a widget: done before the fetch, they belong to a display that is rebuilt after it."""


class Taint(NamedTuple):
    """What holds fetched data so far: local names and attributes of `self`."""

    names: Names = NONE
    attributes: Names = NONE

    def touches(self, use: Use) -> bool:
        """Whether a stretch of code reads any of it."""
        return bool(use.reads & self.names or use.gets & self.attributes)

    def after(self, reading: Reading, statement: ast.stmt) -> Taint:
        """What holds fetched data after this statement, too."""
        inner = list(lists_below(statement))
        if isinstance(statement, FunctionNode) or not inner:
            use = reading.use(statement)
            if not (reading.deed(statement).blocks or self.touches(use)):
                return self
            changed = reading.changed(use) - reading.unbound_until(statement)
            return Taint(self.names | use.binds | changed, self.attributes | use.sets)
        taint = self
        for _ in range(2 if isinstance(statement, ast.For | ast.While | ast.AsyncFor) else 1):
            taint = taint.through(reading, statement)
            for _, body in inner:
                for below in body:
                    taint = taint.after(reading, below)
        return taint

    def through(self, reading: Reading, statement: ast.stmt) -> Taint:
        """After the head of a compound statement (`for x in data:`)."""
        names = self.names
        for expression, bound in heads(statement):
            if reading.deed_of(expression).blocks or self.touches(reading.scope.expression(expression)):
                names |= bound | frozenset(
                    node.target.id for node in walk(expression) if isinstance(node, ast.NamedExpr)
                )
        return self._replace(names=names)


def heads(statement: ast.stmt) -> Iterator[tuple[ast.expr, Names]]:
    """What the head of a compound statement works out, with the names that it binds to that."""
    match statement:
        case ast.For(target=target, iter=iterable) | ast.AsyncFor(target=target, iter=iterable):
            yield iterable, bound_names([target])
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                yield item.context_expr, bound_names([item.optional_vars]) if item.optional_vars else NONE
        case ast.If(test=test) | ast.While(test=test):
            yield test, NONE
        case ast.Match(subject=subject, cases=cases):
            yield subject, bound_names([case.pattern for case in cases])


def set_in_head(reading: Reading, statement: ast.stmt) -> Names:
    """What the head of a compound statement sets, and what leaving a `with` does."""
    expressions = [expression for expression, _ in heads(statement)]
    nodes = [statement, *getattr(statement, "items", ()), *(node for each in expressions for node in walk(each))]
    use = reading.scope.expressions(expressions)
    return use.sets | reading.silently(nodes).sets


class Region(NamedTuple):
    """The list that is cut, and the stretch of it that may move."""

    address: Address
    """Of the list, from the `def` down."""
    body: Sequence[ast.stmt]
    start: int
    """The first statement after the fetch."""
    shows: tuple[int, ...]
    """The statements between `start` and `end` that touch the UI."""
    end: int
    """The first statement after the last one that moves."""
    before: tuple[tuple[Address, ast.stmt], ...]
    """Statements that have surely run before `start`, with their addresses, in order."""
    parents: tuple[ast.stmt, ...]
    """The compound statements that the list is in, outermost first."""
    taint: Taint
    """What holds fetched data at `start`."""
    gate: int | None = None
    """The one that shows, where it is an `if` that asks the worker's own business (`if not worker.is_cancelled:`) or a
    `try` or `with suppress(…)` round what is shown: it stays round the crossing."""
    to_bridge: bool = False
    """All that it shows is a crossing to another bridge: what state that one reads is its own business."""

    remembered: tuple[int, ...] = ()
    """What the fetch remembers of its data for others, and the bridge has to."""
    twice: bool = False
    """The fetch goes on to remember that, too."""

    def until(self, index: int) -> list[tuple[Address, ast.stmt]]:
        """The statements that run before the one at `index`, with addresses, in order."""
        return [*self.before, *(((*self.address, place), self.body[place]) for place in range(self.start, index))]

    def taint_at(self, reading: Reading, index: int) -> Taint:
        """What holds fetched data before the statement at `index`."""
        taint = self.taint
        for place in range(self.start, index):
            taint = taint.after(reading, self.body[place])
        return taint

    def inner(self, index: int) -> Sequence[tuple[Address, ast.stmt]]:
        """What of a statement the bridge gets, with addresses: of an `if` at the gate, what is behind it.

        A `try` or `with suppress(…)` at the gate goes whole: the bridge forgives what the fetch forgave, the fetch what the
        crossing may raise.
        """
        statement = self.body[index]
        if index == self.gate and isinstance(statement, ast.If):
            return self.behind(index)
        return [((*self.address, index), statement)]

    def behind(self, index: int) -> Sequence[tuple[Address, ast.stmt]]:
        """What the fetch loses of a statement: of the gate, its body."""
        statement = self.body[index]
        if index != self.gate or not isinstance(statement, ast.If | ast.Try | ast.With):
            return [((*self.address, index), statement)]
        return [((*self.address, index, "body", place), inside) for place, inside in enumerate(statement.body)]


class Hoist(NamedTuple):
    """A fetch in the midst of a statement that shows: it has to become a statement of its own first."""

    statement: ast.stmt
    fetch: ast.expr
    again: tuple[ast.expr, ...] = ()
    """The same expression in other places, to be replaced, too."""
    name: str = ""
    """What it is to be called; "" for what the bridge calls its data."""


class NothingShown(NamedTuple):
    """The method shows nothing that a bridge could be made of."""

    reason: str
    line: int


def reports_only(reading: Reading, statement: ast.stmt, taint: Taint) -> bool:
    """Whether a compound statement that fetches shows nothing of what it fetches: how far it is, or that it failed."""
    if not list(lists_below(statement)):
        return False
    after = taint.after(reading, statement)
    return not any(
        reading.deed(inner).shows and (reading.deed(inner).blocks or after.touches(reading.use(inner)))
        for inner in _leaves(statement)
    ) and not any(
        reading.deed(inner).shows and after.touches(reading.scope.expression(inner.test))
        for inner in walk(statement)
        if isinstance(inner, ast.If)
    )


def _leaves(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The simple statements inside, those of handlers and `finally` left out: these tell of failures and ends."""
    inner = list(lists_below(statement))
    if isinstance(statement, FunctionNode) or not inner:
        yield statement
        return
    for below, body in inner:
        if "handlers" not in below and "finalbody" not in below:
            for each in body:
                yield from _leaves(each)


def locate(reading: Reading) -> Region | Hoist | NothingShown:
    """The region of a method. Raises Refusal where fetching and showing can't be told apart."""
    start = reading.first
    seed = Region(("body",), reading.body, start, (), start, (), (), Taint())
    return _descend(reading, seed)


def _descend(reading: Reading, seed: Region) -> Region | Hoist | NothingShown:
    """Look for the cut in a list; `seed.start` is where to begin in it, `seed.taint` what holds data there."""
    body = seed.body
    both = []
    taint = seed.taint
    for index in range(seed.start, len(body)):
        deed = reading.deed(body[index])
        if deed.blocks and deed.shows and not reports_only(reading, body[index], taint):
            both.append(index)
        taint = taint.after(reading, body[index])
    if not both:
        return _cut(reading, seed)
    if len(both) > 1:
        first, second = (body[index].lineno for index in both[:2])
        raise reading.refuse(
            f"`{reading.name}` fetches and shows in turn: in the statement on line {first} and again on line {second}",
            second,
        )
    index = both[0]
    before, taint = list(seed.before), seed.taint
    for place in range(seed.start, index):
        before.append(((*seed.address, place), body[place]))
        _shows_nothing(reading, body[place], taint)
        taint = taint.after(reading, body[place])
        _no_wipe(reading, body[place])
    for later in body[index + 1 :]:
        if reading.deed(later).shows and (
            _depends(reading, body[index], later, taint) or not _tells_of_progress(later)
        ):
            raise reading.refuse(
                f"`{reading.name}` goes on showing after the statement that fetches and shows (line {body[index].lineno})",
                later.lineno,
            )
    inner = seed._replace(
        address=(*seed.address, index),
        before=tuple(before),
        parents=(*seed.parents, body[index]),
        taint=taint,
        start=0,
    )
    return _enter(reading, body[index], inner)


def _depends(reading: Reading, fetching: ast.stmt, later: ast.stmt, taint: Taint) -> bool:
    return taint.after(reading, fetching).touches(reading.use(later))


def _enter(reading: Reading, statement: ast.stmt, seed: Region) -> Region | Hoist | NothingShown:
    """Look for the cut inside a compound statement that both fetches and shows."""

    def into(field: str, body: Sequence[ast.stmt], also: Sequence[ast.stmt] = ()) -> Region | Hoist | NothingShown:
        before, taint = list(seed.before), seed.taint
        for place, earlier in enumerate(also):
            before.append(((*seed.address, "body", place), earlier))
            taint = taint.after(reading, earlier)
        return _descend(
            reading, seed._replace(address=(*seed.address, field), body=body, before=tuple(before), taint=taint)
        )

    match statement:
        case ast.Try(body=body, orelse=orelse):
            shows_in_body = any(reading.deed(s).shows for s in body)
            shows_in_else = any(reading.deed(s).shows for s in orelse)
            if shows_in_body and not shows_in_else:
                return into("body", body)
            if shows_in_else and not shows_in_body:
                return into("orelse", orelse, body)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            if not any(reading.deed_of(item.context_expr).shows for item in items):
                seed = seed._replace(taint=_opened(reading, statement, items, seed.taint))
                return into("body", body)
        case ast.If(test=test, body=body, orelse=orelse):
            fetches_in_test = bool(reading.deed_of(test).blocks)
            if fetches_in_test and not isinstance(test, ast.NamedExpr):
                return _hoist(reading, statement, test)
            ways = [
                (field, part)
                for field, part in (("body", body), ("orelse", orelse))
                if any(reading.deed(s).shows and (fetches_in_test or reading.deed(s).blocks) for s in part)
                or (any(reading.deed(s).shows for s in part) and any(reading.deed(s).blocks for s in part))
            ]
            others = [part for field, part in (("body", body), ("orelse", orelse)) if (field, part) not in ways]
            if len(ways) == 1 and not fetches_in_test and not any(reading.deed(s).blocks for p in others for s in p):
                for other in (s for part in others for s in part):
                    _shows_nothing(reading, other, seed.taint)
                return into(*ways[0])
        case ast.For(iter=iterable, body=body, orelse=orelse):
            inside = [s for s in (*body, *orelse) if reading.deed(s).blocks]
            if inside:
                at = min(reading.deed(s).blocks_at for s in inside)
                raise reading.refuse(
                    f"`{reading.name}` fetches and shows in turn in the loop on line {statement.lineno}: "
                    f"line {at} blocks once a turn",
                    at,
                )
            return _hoist(reading, statement, iterable)
        case ast.While():
            raise reading.refuse(
                f"`{reading.name}` fetches and shows in turn in the loop on line {statement.lineno}", statement.lineno
            )
        case ast.Expr() | ast.Assign() | ast.AnnAssign():
            found = _only_fetch(reading, statement)
            if found is not None:
                return _hoist(reading, statement, found)
    return _in_turn(reading, statement)


def _hoist(reading: Reading, statement: ast.stmt, expression: ast.expr) -> Hoist | NothingShown:
    """The answer alone: what the statement makes of it, the bridge makes of its data."""
    answer = answer_within(reading, expression)
    return _in_turn(reading, statement) if answer is None else Hoist(statement, answer)


def _in_turn(reading: Reading, statement: ast.stmt) -> NothingShown:
    deed = reading.deed(statement)
    raise reading.refuse(
        f"`{reading.name}` fetches (line {deed.blocks_at}) and shows (line {deed.shows_at}) in one statement that "
        "can't be cut in two",
        deed.blocks_at,
    )


def _opened(reading: Reading, statement: ast.stmt, items: Sequence[ast.withitem], taint: Taint) -> Taint:
    names = set(taint.names)
    for item in items:
        if item.optional_vars is not None and reading.deed_of(item.context_expr).blocks:
            names.update(n.id for n in walk(item.optional_vars) if isinstance(n, ast.Name))
    return taint._replace(names=frozenset(names))


def _only_fetch(reading: Reading, statement: ast.stmt) -> ast.expr | None:
    """The one blocking expression among the arguments of a call that shows, if nothing runs before it."""
    call = getattr(statement, "value", None)
    if isinstance(call, ast.Await):
        call = call.value
    if not isinstance(call, ast.Call):
        return None
    for operand in (*call.args, *(k.value for k in call.keywords)):
        if reading.deed_of(operand).blocks:
            return operand
        if not reading.pure(operand):
            return None
    return None


def _shows_nothing(reading: Reading, statement: ast.stmt, taint: Taint) -> None:
    """Raises Refusal where data is there already and something is shown before more is fetched: the bridge would not show it."""
    deed = reading.deed(statement)
    shows = deed.shows and (not deed.blocks or any(reading.deed(inner).shows for inner in _leaves(statement)))
    if shows and (taint.names or taint.attributes) and not _tells_of_progress(statement):
        raise reading.refuse(
            f"`{reading.name}` shows something on line {deed.shows_at} between two fetches, and the bridge would not",
            deed.shows_at,
        )


def _no_wipe(reading: Reading, statement: ast.stmt) -> None:
    """Raises Refusal where a widget is emptied before the fetch: a bridge that only shows would not empty it."""
    if not reading.deed(statement).shows:
        return
    failed = {
        id(node)
        for inner in walk(statement)
        if isinstance(inner, ast.ExceptHandler) and reading.use(inner.body[-1]).stops
        for node in walk(inner)
    }
    for node in walk(statement):
        if isinstance(node, ast.Attribute) and node.attr in WIPES and id(node) not in failed:
            raise reading.refuse(
                f"`{reading.name}` empties a widget before it fetches (line {node.lineno}), and fills it afterwards",
                node.lineno,
            )


def _cut(reading: Reading, seed: Region) -> Region | NothingShown:
    """Cut a list in which no statement both fetches and shows."""
    body, taint = seed.body, seed.taint
    blocks = [i for i in range(seed.start, len(body)) if reading.deed(body[i]).blocks]
    # What both fetches and shows here only reports, and nothing of what it fetches: `_descend` has seen to that.
    reports = {i for i in blocks if any(reading.deed(inner).shows for inner in _leaves(body[i]))}
    ends = {i for i in blocks if any(reading.deed(inner).shows for inner in getattr(body[i], "finalbody", ()))}
    shows = [
        i for i in range(seed.start, len(body)) if reading.deed(body[i]).shows and not reading.deed(body[i]).blocks
    ]
    tainted_at: dict[int, Taint] = {}
    for index in range(seed.start, len(body)):
        tainted_at[index] = taint
        taint = taint.after(reading, body[index])
    tainted_at[len(body)] = taint
    dependent = [i for i in shows if tainted_at[i].touches(reading.use(body[i]))]
    if not dependent:
        for index in shows:
            if reading.use(body[index]).reads or list(lists_below(body[index])):
                at = reading.deed(body[index]).shows_at
                raise reading.refuse(
                    f"what `{reading.name}` shows on line {at} can't be traced to a value that it fetched before", at
                )
        for index in range(seed.start, len(body)):
            crosser = reading.deed(body[index]).crosser
            if crosser is not None and tainted_at[index].touches(reading.use(body[index])):
                at, name = crosser
                raise reading.refuse(f"`{name}`, which line {at} gives the data, crosses in a way of its own", at)
        return NothingShown(f"`{reading.name}` itself shows nothing of what it fetches", reading.node.lineno)
    start = max((i + 1 for i in blocks if i < dependent[0]), default=seed.start)
    stop = min((i for i in blocks if i > dependent[0]), default=len(body))
    late = [i for i in dependent if i >= stop]
    if late:
        at = reading.deed(body[stop]).blocks_at
        raise reading.refuse(
            f"`{reading.name}` fetches and shows in turn: line {at} blocks between what is shown on line "
            f"{reading.deed(body[dependent[0]]).shows_at} and on line {reading.deed(body[late[0]]).shows_at}",
            at,
        )
    for index in sorted({*shows, *reports, *ends}):
        if index >= stop and not _tells_of_progress(body[index]):
            at = reading.deed(body[index]).shows_at
            raise reading.refuse(
                f"`{reading.name}` shows something on line {at} after it has waited again (line "
                f"{reading.deed(body[stop]).blocks_at}), and the bridge would not",
                at,
            )
    moving = tuple(i for i in shows if start <= i < stop)
    before = list(seed.before)
    for place in range(seed.start, start):
        before.append(((*seed.address, place), body[place]))
        _no_wipe(reading, body[place])
        _shows_nothing(reading, body[place], tainted_at[place])
    last = moving[-1]
    return seed._replace(
        start=start,
        shows=moving,
        end=last + 1,
        before=tuple(before),
        taint=tainted_at[start],
        gate=last if len(moving) == 1 and _is_gate(reading, body[last], tainted_at[last]) else None,
    )


_PROGRESS = re.compile(
    r"progress|advance|status|loading|spin|busy|notify|step|percent|wait|toast|\bbar\b", re.IGNORECASE
)


def _tells_of_progress(statement: ast.stmt) -> bool:
    """Whether what is shown between two fetches is how far they are, by the words of the statement."""
    return _PROGRESS.search(ast.unparse(statement)) is not None


def _is_gate(reading: Reading, statement: ast.stmt, taint: Taint) -> bool:
    """`if not worker.is_cancelled: cross(show)`, `try: cross(show)` / `except …`, `with suppress(…): cross(show)`."""
    if not isinstance(statement, ast.If | ast.Try) and not is_forgiving(reading, statement):
        return False
    assert isinstance(statement, ast.If | ast.Try | ast.With)
    if not isinstance(statement, ast.With) and statement.orelse:
        return False
    if isinstance(statement, ast.Try) and (
        not all(_can_be_done_twice(reading, last) for last in statement.finalbody)
        or any("raise" in reading.use(inside).leaves for handler in statement.handlers for inside in handler.body)
    ):
        # Round the crossing and in the bridge, it would be done by both.
        return False
    if any(reading.use(inside).leaves or not reading.deed(inside).crossings for inside in statement.body[-1:]):
        return False
    if any(reading.use(inside).leaves for inside in statement.body):
        return False
    if isinstance(statement, ast.If):
        return not taint.touches(reading.scope.expression(statement.test)) and asks_worker(reading, statement.test)
    if isinstance(statement, ast.With):
        return True
    rest = [*statement.finalbody, *(inside for handler in statement.handlers for inside in handler.body)]
    bound = frozenset().union(*(reading.use(inside).binds for inside in statement.body))
    return not any(taint.touches(reading.use(inside)) or reading.use(inside).reads & bound for inside in rest)


def _can_be_done_twice(reading: Reading, statement: ast.stmt) -> bool:
    """Whether a statement does nothing but set attributes to what they will be set to again."""
    match statement:
        case ast.Assign(targets=targets, value=ast.Constant()):
            return all(isinstance(target, ast.Attribute) and reading.can_be_set_again(target) for target in targets)
    return isinstance(statement, ast.Pass)
