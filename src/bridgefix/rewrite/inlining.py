"""Which local functions give way to their bodies when the crossing to them goes."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bridgefix.rewrite.crossing import callback_of, candidates
from bridgefix.rewrite.defuse import Scope
from bridgefix.rewrite.names import FunctionNode, Names, bound_names, walk, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import every_statement


class Inlined(NamedTuple):
    """A local function and the crossing that gives way to its body."""

    function: FunctionNode
    call: ast.Call
    renames: Mapping[str, str]
    """Parameters that go by the name of what the crossing gives for them."""


def inlined(
    reading: Reading, moved: Sequence[ast.stmt], taken: Names, *, ends: bool, in_async: bool
) -> dict[str, Inlined]:
    """The local functions that can be inlined, by name.

    `moved` are the bridge's new statements in order, `taken` the names that mean something else in the bridge (its
    parameters), `ends` tells that nothing runs in the bridge after them, so that an early `return` may stay as it is.
    """
    found: dict[str, Inlined] = {}
    for function in moved:
        if not isinstance(function, FunctionNode):
            continue
        calls = [
            (statement, call)
            for statement in moved
            for call in candidates(statement, reading.aliases)
            if isinstance(callback := callback_of(call), ast.Name) and callback.id == function.name
        ]
        loads = [
            node
            for node in walk(reading.node)
            if isinstance(node, ast.Name) and node.id == function.name and isinstance(node.ctx, ast.Load)
        ]
        if len(calls) != 1 or len(loads) != 1:
            continue
        statement, call = calls[0]
        last = ends and statement is moved[-1] and isinstance(statement, ast.Expr)
        if not _plain(function, call, statement, last=last, in_async=in_async):
            continue
        free = _own_names_are_free(reading, function, call, statement, moved, taken)
        if free and _can_be_bound_in_turn(function, call):
            found[function.name] = Inlined(function, call, _renames(function, call))
    return found


def _plain(function: FunctionNode, call: ast.Call, statement: ast.stmt, *, last: bool, in_async: bool) -> bool:
    if function.decorator_list or _given(function, call) is None:
        return False
    if isinstance(function, ast.AsyncFunctionDef) and not in_async:
        return False
    if not any(isinstance(n, ast.Expr) and n.value is call for n in walk_scope(statement)):
        return False
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if body and isinstance(body[-1], ast.Return) and body[-1].value is None:
        body = body[:-1]
    if not body:
        return False
    for _, inner in every_statement(body):
        if isinstance(inner, FunctionNode):
            continue
        for node in walk_scope(inner):
            if isinstance(node, ast.Nonlocal | ast.Global | ast.Yield | ast.YieldFrom):
                return False
            if isinstance(node, ast.Return) and (node.value is not None or not last):
                return False
    return True


def _given(function: FunctionNode, call: ast.Call) -> dict[str, ast.expr] | None:
    """What the crossing gives for each parameter, where each is given by its place, and nothing else is."""
    args = function.args
    if any((args.posonlyargs, args.kwonlyargs, args.vararg, args.kwarg, args.defaults)):
        return None
    given = call.args[1:] if callback_of(call) in call.args[:1] else call.args
    others = [keyword for keyword in call.keywords if keyword.value is not callback_of(call)]
    if others or len(given) != len(args.args) or any(isinstance(arg, ast.Starred) for arg in given):
        return None
    return {param.arg: arg for param, arg in zip(args.args, given, strict=True)}


def _renames(function: FunctionNode, call: ast.Call) -> dict[str, str]:
    """The parameters that stand for a local from round the function, where neither name is bound or shadowed in it."""
    bound = [n.arg for n in walk(function) if isinstance(n, ast.arg)]
    used = [n.id for n in walk(function) if isinstance(n, ast.Name)]
    stored = bound_names(function.body) | {n for n in bound if bound.count(n) > 1}
    stored |= {n.id for n in walk(function) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    # `f"{rows=}"` shows the name itself.
    stored |= {p for p in bound if any(isinstance(n, ast.Constant) and _ends(n.value, f"{p}=") for n in walk(function))}
    return {
        param: arg.id
        for param, arg in (_given(function, call) or {}).items()
        if isinstance(arg, ast.Name)
        and arg.id != param
        and param not in stored
        and arg.id not in {*stored, *bound, *used}
    }


def _can_be_bound_in_turn(function: FunctionNode, call: ast.Call) -> bool:
    """Whether no argument reads a name that a parameter before it has been bound to by then."""
    renames = _renames(function, call)
    bound: set[str] = set()
    for param, arg in (_given(function, call) or {}).items():
        if any(isinstance(node, ast.Name) and node.id in bound for node in walk(arg)):
            return False
        if param not in renames:
            bound.add(param)
    return True


def _ends(value: object, end: str) -> bool:
    return isinstance(value, str) and value.rstrip().endswith(end)


def _own_names_are_free(
    reading: Reading,
    function: FunctionNode,
    call: ast.Call,
    statement: ast.stmt,
    moved: Sequence[ast.stmt],
    taken: Names,
) -> bool:
    """Whether the function's locals, once inlined, neither take a value from the code round it nor give it one."""
    given = _given(function, call) or {}
    renames = _renames(function, call)
    renamed = frozenset(
        p for p, arg in given.items() if p not in renames and not (isinstance(arg, ast.Name) and arg.id == p)
    )
    own = bound_names(function.body) | renamed
    if own & taken:
        return False
    others = [s for s in moved if s is not function]
    outside = frozenset(
        node.id for s in others for node in walk(s) if isinstance(node, ast.Name) and node.id != function.name
    )
    met = own & outside
    if not met:
        return True
    if not isinstance(statement, ast.Expr):
        return False
    after = others[others.index(statement) + 1 :]
    read_later = frozenset(node.id for s in after for node in walk(s) if isinstance(node, ast.Name))
    scope = Scope(function, reading.judging.judge, reading.receiver, reading.scope.behind, reading.is_lazy).closed()
    return not (met & read_later) and not (met & scope.statements(function.body).reads)
