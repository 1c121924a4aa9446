"""What the callers of a bridge give it, held against what its fetch would hand over.

A worker that gives `self.api.rows()` and a fetch that shows `sorted(self.api.rows())` do not mean the same by the
bridge's parameter: the sorting has to go to the bridge, or nothing can be said.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple

from bridgefix.findings import Refusal
from bridgefix.project import Site
from bridgefix.rewrite.names import bound_by, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import every_statement

_FETCH = "fetch"
_SAME = frozenset({"list", "tuple"})
"""Copies that hold the same rows."""
_OPAQUE = ("concurrent.futures.", "asyncio.", "queue.", "threading.")
"""What waits for somebody else's answer says nothing of what that is."""


class Given(NamedTuple):
    """A value, traced to the fetch that it comes from."""

    text: str
    """Its expression with the locals written out, and `fetch()` in place of the call that waits."""
    fetches: frozenset[str]
    """The functions that are called there."""
    path: str
    line: int

    @property
    def is_prepared(self) -> bool:
        """Whether more was done to the answer than to decode it and to pick a part of it."""
        node: ast.expr = ast.parse(self.text, mode="eval").body
        while not (isinstance(node, ast.Name) and node.id == _FETCH):
            if isinstance(node, ast.Attribute | ast.Subscript):
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
            else:
                return True
        return False


def given(bridge: Reading, texts: Mapping[str, str]) -> dict[str, tuple[Given, ...]]:
    """What each parameter of a bridge is given, as far as it can be traced to a fetch."""
    found: dict[str, list[Given]] = {}
    project = bridge.model.project
    for site in project.callers(bridge.function.id):
        caller = project.functions.get(site.caller)
        if site.call is None or caller is None or caller.is_lambda or caller.path not in texts:
            continue
        try:
            reading = Reading(bridge.model, texts, caller)
        except Refusal:
            continue
        for param, argument in _arguments(bridge, reading, site):
            value = traced(reading, argument, [s for _, s in every_statement(reading.body)])
            if value is not None:
                found.setdefault(param, []).append(value)
    return {param: tuple(values) for param, values in found.items()}


def _arguments(bridge: Reading, caller: Reading, site: Site) -> Iterator[tuple[str, ast.expr]]:
    """The parameters of a bridge with what a call of it, or a crossing to it, gives for them."""
    assert site.call is not None
    call = caller.call_at(site.call.span)
    if call is None:
        return
    args = call.args
    if site.kind != "call":
        place = next((i for i, a in enumerate(args) if isinstance(a, ast.Attribute) and a.attr == bridge.name), None)
        if place is None:
            return
        args = args[place + 1 :]
    if any(isinstance(arg, ast.Starred) for arg in args):
        return
    plain = [*bridge.node.args.posonlyargs, *bridge.node.args.args][1:]
    yield from ((param.arg, value) for param, value in zip(plain, args, strict=False))
    yield from ((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg is not None)


def traced(reading: Reading, value: ast.expr, before: Sequence[ast.stmt]) -> Given | None:
    """An expression traced to the one fetch that it comes from; None where it comes from none, or that is not known.

    Args:
        before: The statements that may have bound its locals, in order.
    """
    trace = _Trace(reading, before)
    try:
        written = trace.visit(deepcopy(value))
    except _Unknown:
        return None
    if not trace.fetches:
        return None
    text = ast.unparse(_with_numbered_names(_plain(written)))
    return Given(text, frozenset(trace.fetches), reading.path, value.lineno)


def _with_numbered_names(node: ast.expr) -> ast.expr:
    """The same, whatever comprehensions and lambdas in it call what they go through."""
    own: dict[str, str] = {}
    for inner in walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            own.setdefault(inner.id, f"each{len(own)}")
        elif isinstance(inner, ast.arg):
            own.setdefault(inner.arg, f"each{len(own)}")
    if not own:
        return node
    node = deepcopy(node)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            inner.id = own.get(inner.id, inner.id)
        elif isinstance(inner, ast.arg):
            inner.arg = own[inner.arg]
    return node


class _Unknown(Exception):
    """A local whose value can't be written out."""


class _Trace(ast.NodeTransformer):
    """Writes locals out, and `fetch` for each call that waits."""

    def __init__(self, reading: Reading, before: Sequence[ast.stmt]) -> None:
        self.reading = reading
        self.before = before
        self.fetches: set[str] = set()
        self._own: set[str] = set()
        self._open: set[str] = set()
        """Locals that are being written out."""

    def visit_Await(self, node: ast.Await) -> ast.expr:
        if isinstance(node.value, ast.Call) and not self._waits(node.value):
            return self._fetched(ast.unparse(node.value.func))
        return self._visited(node.value)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if not self._waits(node):
            return self._below(node)
        view = self.reading.view(node)
        assert view is not None
        if not view.targets and (view.dotted or "").startswith(_OPAQUE):
            raise _Unknown
        return self._fetched(*([target.id for target in view.targets] or [view.dotted or ast.unparse(node.func)]))

    def _waits(self, node: ast.Call) -> bool:
        view = self.reading.view(node)
        return view is not None and bool(view.blocks)

    def _fetched(self, *names: str) -> ast.expr:
        self.fetches.update(names)
        return ast.Name(_FETCH, ast.Load())

    def _visited(self, node: ast.expr) -> ast.expr:
        found = self.visit(node)
        assert isinstance(found, ast.expr)
        return found

    def _below(self, node: ast.expr) -> ast.expr:
        found = self.generic_visit(node)
        assert isinstance(found, ast.expr)
        return found

    def _with_own_names(self, node: ast.expr) -> ast.expr:
        """Names that an expression binds for itself are left as they are."""
        own = {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        own |= {n.arg for n in walk(node) if isinstance(n, ast.arg)}
        before, self._own = self._own, self._own | own
        found = self._below(node)
        self._own = before
        return found

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_Lambda = _with_own_names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self._own or node.id not in self.reading.scope.locals or not isinstance(node.ctx, ast.Load):
            return node
        bound = _bindings(self.reading, node.id, self.before)
        if not bound and node.id in self.reading.scope.params:
            return node
        value = assigned(bound[0]) if len(bound) == 1 else None
        if value is None or node.id in self._open:
            raise _Unknown
        self._open.add(node.id)
        found = self._visited(deepcopy(value))
        self._open.discard(node.id)
        return found


def _bindings(reading: Reading, name: str, before: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements that bind a name, or set an attribute of the object (`self.rows`), and not only hold others that do."""
    if name.startswith(f"{reading.receiver}."):
        attribute = name.partition(".")[2]
        return [s for s in before if not _is_round(s) and attribute in reading.use(s).sets]
    inner = any(isinstance(node, ast.Nonlocal) and name in node.names for node in walk(reading.node))
    with reading.model.effects.asked.not_counted():
        return [
            statement
            for statement in before
            if not _is_round(statement)
            # What a statement uses takes longer to tell.
            and (inner or any(name in bound_by(node) for node in walk(statement)))
            and name in reading.use(statement).binds
        ]


def assigned(statement: ast.stmt) -> ast.expr | None:
    """What a statement assigns to the one name that it binds, or the one attribute that it sets."""
    match statement:
        case ast.Assign(targets=[ast.Name() | ast.Attribute()], value=value):
            return value
        case ast.If(test=test):
            named = [node for node in walk(test) if isinstance(node, ast.NamedExpr)]
            return named[0].value if len(named) == 1 else None
    return None


def _is_round(statement: ast.stmt) -> bool:
    """Whether a statement only holds others, which are looked at themselves."""
    if isinstance(statement, ast.If):
        return not any(isinstance(node, ast.NamedExpr) for node in walk(statement.test))
    return isinstance(statement, ast.Try) or (
        isinstance(statement, ast.With | ast.AsyncWith) and all(item.optional_vars is None for item in statement.items)
    )


def _plain(node: ast.expr) -> ast.expr:
    """Without copies and `or []` round the outside, which hold the same rows."""
    while True:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in _SAME:
                node = inner
            case ast.BoolOp(op=ast.Or(), values=[inner, ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[])]):
                node = inner
            case _:
                return node


def agrees(fetch: Reading, name: str, theirs: Iterable[Given], before: Sequence[ast.stmt]) -> bool:
    """Whether some caller of the bridge gives it what a local of the fetch holds, made in the same way.

    Args:
        theirs: What callers give for the parameter.
        before: The statements of the fetch that may bind the local, in order.
    """
    bindings = _bindings(fetch, name, before)
    value = assigned(bindings[0]) if len(bindings) == 1 else None
    own = traced(fetch, value, before) if value is not None else None
    return own is not None and any(each.text == own.text for each in theirs)


class Contradiction(NamedTuple):
    """A caller of the bridge gives it something else than the fetch would hand over."""

    reason: str
    line: int
    statement: ast.stmt | None
    """What makes that, where it is one statement."""
    given: Given


def contradiction(
    fetch: Reading, param: str, name: str, theirs: Iterable[Given], before: Sequence[ast.stmt]
) -> Contradiction | None:
    """What says that a local of the fetch is not what the bridge's parameter stands for; None where nothing does.

    Args:
        theirs: What callers give for the parameter.
        before: The statements of the fetch that may bind the local, in order.
    """
    bindings = _bindings(fetch, name, before)
    values = [assigned(statement) for statement in bindings]
    if not values or None in values:
        return None
    ours = [own for value in values if value is not None and (own := traced(fetch, value, before)) is not None]
    other = _disagreement(theirs, ours)
    if other is None:
        return None
    line = bindings[-1].lineno
    where = f"line {other.line}" if other.path == fetch.path else f"{other.path}, line {other.line},"
    reason = (
        f"`{param}` is given what {where} makes of the fetch, and `{name}` (line {line}) is something else made of it"
    )
    return Contradiction(reason, line, bindings[0] if len(bindings) == 1 else None, other)


def _disagreement(theirs: Iterable[Given], ours: Sequence[Given]) -> Given | None:
    """What a caller gives that is no step of the same fetch as what would be handed over; None where nothing says so.

    Args:
        theirs: What callers give.
        ours: What the fetch would hand over, one for each way in which it comes by it.
    """
    for value in theirs:
        if not ours or any(value.text == own.text for own in ours):
            continue
        if any(value.fetches & own.fetches for own in ours):
            return value
        # Two libraries' calls may get the same thing; what is made of a raw answer is not that answer.
        outside = not any("::" in name for each in (value, *ours) for name in each.fetches)
        if outside and all(value.is_prepared != own.is_prepared for own in ours):
            return value
    return None
