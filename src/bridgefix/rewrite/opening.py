"""The bridge as it is: the statement that refetches, what stands round it, and what the bridge takes."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from bridgefix.facts import Call, Expr
from bridgefix.rewrite.datum import Wanted
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.forgiving import is_forgiving
from bridgefix.rewrite.given import given
from bridgefix.rewrite.names import NONE, Names, walk, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import every_statement, lists_below

ALIVE = frozenset("is_mounted is_attached is_running _closed _closing _running is_current is_active".split())
"""State of a node that says whether it can still be shown on; a bridge may ask it, whoever calls."""


class Opening(NamedTuple):
    """Where the render half goes in the bridge."""

    address: Address
    """Of the list that holds the refetching statement."""
    place: int
    call: ast.Call
    drops: tuple[Address, ...]
    """Statements that only threw the data away (`del builds`, `_ = builds`)."""
    kept: tuple[ast.stmt, ...]
    """All other statements of the bridge."""
    last: bool
    """Whether nothing in the bridge runs after the refetching statement."""
    binds: Names
    """Names that kept statements bind."""
    conditions: tuple[tuple[ast.If, bool], ...]
    """The `if`s round the refetching statement, and whether it runs where their test holds."""


def find_opening(bridge: Reading, fetch_id: str) -> Opening:
    """Find the one statement that refetches. Raises Refusal where there are more, or where it does more than that."""
    found: list[tuple[Address, ast.stmt, ast.Call]] = []
    for address, statement in every_statement(bridge.body):
        if list(lists_below(statement)):
            continue
        calls = list(refetching_calls(bridge, statement, fetch_id))
        # `self.run_worker(self.fetch())` starts what the call inside only makes.
        outer = [call for call in calls if not any(call is not other and _holds(other, call) for other in calls)]
        found.extend((address, statement, call) for call in outer)
    if not found:
        raise bridge.refuse(f"the call that fetches again could not be found in `{bridge.name}`", bridge.node.lineno)
    if len(found) > 1:
        raise bridge.refuse(f"`{bridge.name}` fetches again in {len(found)} places", found[1][1].lineno)
    address, statement, call = found[0]
    if not _only_that(statement, call):
        raise bridge.refuse(
            f"line {statement.lineno} of `{bridge.name}` uses the result of fetching again", statement.lineno
        )
    drops: list[Address] = []
    kept: list[ast.stmt] = []
    params = frozenset(bridge.scope.params)
    for place, other in every_statement(bridge.body):
        if other is statement or (place == ("body", 0) and bridge.first):
            continue
        if _throws_away(other, params):
            drops.append(place)
        elif not list(lists_below(other)):
            kept.append(other)
    binds = frozenset().union(*(bridge.use(s).binds for s in kept)) if kept else NONE
    return Opening(
        address[:-1],
        int(address[-1]),
        call,
        tuple(drops),
        tuple(kept),
        _nothing_after(bridge, address, drops),
        binds,
        tuple(_conditions(bridge, address)),
    )


def refetching_calls(bridge: Reading, statement: ast.AST, fetch_id: str) -> Iterator[ast.Call]:
    """The calls in a statement that run or launch the fetch."""
    for node in walk_scope(statement):
        if isinstance(node, ast.Call):
            view = bridge.view(node)
            if view is not None and any(target.id == fetch_id for target in (*view.targets, *view.runs)):
                yield node


def _only_that(statement: ast.stmt, call: ast.Call) -> bool:
    """Whether the statement does nothing but that call; `Thread(target=f).start()` counts."""
    match statement:
        case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
            pass
        case ast.Assign(targets=[ast.Name(id="_")], value=value):
            pass
        case _:
            return False
    if isinstance(value, ast.Await):
        value = value.value
    if value is call:
        return True
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.value is call


def _throws_away(statement: ast.stmt, params: Names) -> bool:
    match statement:
        case ast.Delete(targets=targets):
            return all(isinstance(t, ast.Name) and t.id in params for t in targets)
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=value)):
            return name.startswith("_") and value in params
        case ast.Expr(value=ast.Name(id=name)):
            return name in params
    return False


def _conditions(bridge: Reading, address: Address) -> Iterator[tuple[ast.If, bool]]:
    """The `if`s round a statement of the bridge. Raises Refusal where it stands in a loop or a match."""
    for place, statement in every_statement(bridge.body):
        if len(place) < len(address) and address[: len(place)] == place:
            if isinstance(statement, ast.If):
                yield statement, address[len(place)] == "body"
            elif (isinstance(statement, ast.Try) and statement.handlers) or is_forgiving(bridge, statement):
                raise bridge.refuse(
                    f"`{bridge.name}` catches what the fetch raises (line {statement.lineno}), and would come to catch what is "
                    "raised where a refresh shows something",
                    statement.lineno,
                )
            elif not isinstance(statement, ast.Try | ast.With):
                raise bridge.refuse(f"`{bridge.name}` fetches again inside line {statement.lineno}", statement.lineno)


def _nothing_after(bridge: Reading, address: Address, drops: Sequence[Address]) -> bool:
    body: Sequence[ast.stmt] = bridge.body
    lists: list[tuple[Sequence[ast.stmt], int, Address]] = []
    position = 1
    prefix: Address = (address[0],)
    while True:
        index = int(address[position])
        lists.append((body, index, prefix))
        if position == len(address) - 1:
            break
        statement = body[index]
        if isinstance(statement, ast.For | ast.While | ast.AsyncFor):
            return False
        if isinstance(statement, ast.Try) and (
            statement.finalbody or (statement.orelse and "body" in address[position + 1 :])
        ):
            return False
        for below, inner in lists_below(statement):
            if address[position + 1 : position + 1 + len(below)] == below:
                body, position = inner, position + 1 + len(below)
                prefix = address[:position]
                break
    return all(
        (*prefix, later) in drops
        or isinstance(body[later], ast.Pass)
        or (isinstance(body[later], ast.Return) and body[later].value is None)  # type: ignore[attr-defined]
        for body, index, prefix in lists
        for later in range(index + 1, len(body))
    )


def wanted(bridge: Reading, fetch: Reading, opening: Opening, texts: Mapping[str, str]) -> Wanted:
    """The bridge's parameters, what its call of the fetch says of the fetch's, and what its own callers say of them."""
    args = bridge.node.args
    plain = [*args.posonlyargs, *args.args][1:]
    keyword_only = args.kwonlyargs
    with_default = {arg.arg for arg in plain[len(plain) - len(args.defaults) :]} if args.defaults else set()
    with_default |= {a.arg for a, d in zip(keyword_only, args.kw_defaults, strict=True) if d is not None}
    if args.vararg is not None or args.kwarg is not None:
        raise bridge.refuse(f"`{bridge.name}` takes starred parameters", bridge.node.lineno)
    params = tuple(arg.arg for arg in (*plain, *keyword_only))
    annotations = {arg.arg: ast.unparse(arg.annotation) for arg in (*plain, *keyword_only) if arg.annotation}
    handed, constants = _arguments(bridge, fetch, opening.call, frozenset(params))
    return Wanted(
        params,
        tuple(p for p in params if p not in with_default),
        annotations,
        frozenset(arg.arg for arg in keyword_only),
        handed,
        constants,
        given(bridge, texts),
        _used(bridge, opening, frozenset(params)),
    )


def _used(bridge: Reading, opening: Opening, params: Names) -> Names:
    """The parameters that a bridge reads, save to hand them to its fetch or to throw them away."""
    idle = [s for _, s in every_statement(bridge.body) if _throws_away(s, params)]
    apart = {id(node) for part in (opening.call, *idle) for node in walk(part)}
    return (
        frozenset(
            node.id
            for part in bridge.body
            for node in walk(part)
            if isinstance(node, ast.Name) and id(node) not in apart
        )
        & params
    )


def _arguments(bridge: Reading, fetch: Reading, call: ast.Call, params: Names) -> tuple[dict[str, str], dict[str, str]]:
    """What each parameter of the fetch gets in the bridge's call: a parameter of the bridge, or a constant."""
    args = fetch.node.args
    plain = [*args.posonlyargs, *args.args][1:]
    given: dict[str, tuple[ast.expr, Reading]] = {}
    for arg, default in zip(plain[len(plain) - len(args.defaults) :], args.defaults, strict=True):
        given[arg.arg] = default, fetch
    for arg, keyword_default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if keyword_default is not None:
            given[arg.arg] = keyword_default, fetch
    view = bridge.view(call)
    if view is not None and view.kind == "plain":
        for arg, value in zip(plain, call.args, strict=False):
            given[arg.arg] = value, bridge
        given.update({k.arg: (k.value, bridge) for k in call.keywords if k.arg})
    handed = {
        name: value.id for name, (value, _) in given.items() if isinstance(value, ast.Name) and value.id in params
    }
    constants = {
        name: reading.source(value) if value.lineno == value.end_lineno else ast.unparse(value)
        for name, (value, reading) in given.items()
        if isinstance(value, ast.Constant) and _always(fetch, bridge, name, value)
    }
    return handed, constants


def _always(fetch: Reading, bridge: Reading, name: str, constant: ast.Constant) -> bool:
    """Whether everybody who runs the fetch gives a parameter this value, or leaves it to a default that is this."""
    params = fetch.function.params
    place = next(index for index, param in enumerate(params) if param.name == name) - 1
    default = params[place + 1].default
    for site in fetch.model.project.callers(fetch.function.id):
        if site.caller == bridge.function.id:
            continue
        value = site.call.argument(place, name) if site.call is not None and site.kind == "call" else None
        value = default if value is None else value
        if value is None or value.kind != "const" or value.value != constant.value:
            return False
    return True


def check_kept(
    bridge: Reading,
    opening: Opening,
    *,
    may_be_none: bool,
    empty_shows: bool,
    own_guard: str,
    looks_into: bool,
    filled: Collection[str] = (),
) -> None:
    """Raises Refusal where what the bridge does besides would now happen in the fetch's run, too, and could be seen.

    `may_be_none`: the fetched data may be None; `empty_shows`: for empty data the render half shows something;
    `own_guard`: for what data the render half leaves by itself, as `missing` tells it;
    `looks_into`: it does more with the data than go through it;
    `filled`: the parameters of the bridge that the fetch hands over.
    """
    params = frozenset(bridge.scope.params)
    for kept in opening.kept if may_be_none else ():
        _check_none(bridge, kept, params)
    # A `not rows` of the render half leaves for None as well.
    may_be_none = may_be_none and not own_guard
    same_guard = own_guard == "empty"
    _check_rebinding(bridge, opening, may_be_none, looks_into)
    for statement in bridge.body[bridge.first :]:
        if not bridge.use(statement).leaves & {"return"} or _holds(statement, opening.call):
            continue
        if not isinstance(statement, ast.If) or statement.lineno > opening.call.lineno:
            raise bridge.refuse(f"line {statement.lineno} of `{bridge.name}` may leave it early", statement.lineno)
        _check_guard(bridge, statement.test, params, may_be_none, empty_shows, same_guard)
    for parent, positive in opening.conditions:
        test = parent.test if not positive else _negated(parent.test)
        _check_guard(bridge, test, params, may_be_none, empty_shows, same_guard)
    switched_off = _switched_off(bridge, filled)
    for kept in opening.kept:
        if id(kept) not in switched_off:
            _check_effect(bridge, kept)


def _switched_off(bridge: Reading, filled: Collection[str]) -> frozenset[int]:
    """The statements, by their `id`, that a bridge only runs for a switch (`notify=False`) that the fetch leaves alone."""
    off = {
        param.name
        for param in bridge.function.params[1:]
        if param.name not in filled and param.default is not None and _is_false(param.default)
    }
    return frozenset(
        id(inner)
        for _, statement in every_statement(bridge.body)
        if isinstance(statement, ast.If) and isinstance(statement.test, ast.Name) and statement.test.id in off
        for _, inner in every_statement(statement.body)
    )


def _is_false(default: Expr) -> bool:
    return default.kind == "const" and not default.value


def _check_none(bridge: Reading, kept: ast.stmt, params: Names) -> None:
    """Raises Refusal where a statement that the bridge keeps would fail for None, which the fetch may come to hand over."""
    for node in walk(kept):
        match node:
            case (
                ast.Call(
                    func=ast.Name(id="len" | "list" | "tuple" | "set" | "sorted" | "sum"), args=[ast.Name(id=name), *_]
                )
                | ast.Subscript(value=ast.Name(id=name))
                | ast.Attribute(value=ast.Name(id=name))
                | ast.For(iter=ast.Name(id=name))
                | ast.comprehension(iter=ast.Name(id=name))
            ) if name in params:
                raise bridge.refuse(
                    f"line {kept.lineno} of `{bridge.name}` asks `{name}`, and what is fetched may be None", kept.lineno
                )


def _negated(test: ast.expr) -> ast.expr:
    """The opposite of a test, in the form that a guard would have."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return operand
        case ast.Compare(left=left, ops=[ast.IsNot()], comparators=comparators):
            opposite: ast.expr = ast.Compare(left=left, ops=[ast.Is()], comparators=comparators)
        case ast.Compare(left=left, ops=[ast.Is()], comparators=comparators):
            opposite = ast.Compare(left=left, ops=[ast.IsNot()], comparators=comparators)
        case _:
            opposite = ast.UnaryOp(op=ast.Not(), operand=test)
    return ast.copy_location(opposite, test)


def check_callers(bridge: Reading, data: Collection[str]) -> None:
    """Raises Refusal where somebody calls the bridge without its data: to fetch is then all that it can do.

    `data` are the parameters that the fetch fills with what it fetched.
    """
    for place, param in enumerate(bridge.function.params[1:]):
        if param.name not in data or param.default is None:
            continue
        for site in bridge.model.project.callers(bridge.function.id):
            if site.call is not None and not _gives(site.call, site.kind, bridge.name, place, param.name):
                raise bridge.refuse(
                    f"`{bridge.name}` is called without `{param.name}` on line {site.call.line}, and then has nothing to show",
                    site.call.line,
                )


def _gives(call: Call, kind: str, name: str, place: int, param: str) -> bool:
    """Whether a call of a method, or one that has it called, gives it a parameter; True where that can't be told."""
    args = call.args
    if kind != "call":
        if kind != "crossing" and call.func.name not in _CALLS_LATER:
            return True
        at = next((index for index, arg in enumerate(args) if arg.kind == "attr" and arg.name == name), None)
        if at is None:
            return True
        args = args[at + 1 :]
    return (
        place < len(args)
        or any(arg.kind == "star" for arg in args)
        or any(keyword in (param, None) for keyword, _ in call.keywords)
    )


_CALLS_LATER = frozenset("set_interval set_timer call_later call_after_refresh call_next".split())
"""Calls that have a method called with the arguments that follow it, and no others."""


def _holds(statement: ast.AST, call: ast.Call) -> bool:
    return any(node is call for node in walk(statement))


def _check_guard(
    bridge: Reading, test: ast.expr, params: Names, may_be_none: bool, empty_shows: bool, same_guard: bool
) -> None:
    line = test.lineno
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            if name in params and not may_be_none:
                return
            raise bridge.refuse(
                f"`{bridge.name}` shows nothing for None (line {line}), and the fetch may get None and show something",
                line,
            )
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)) if name in params:
            if same_guard or not empty_shows:
                return
            raise bridge.refuse(
                f"`{bridge.name}` shows nothing for empty data (line {line}), and the fetch does show something then",
                line,
            )
        case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute(attr=name)) | ast.Attribute(attr=name):
            if name in ALIVE:
                return
    raise bridge.refuse(
        f"`{bridge.name}` shows nothing where `{ast.unparse(test)}` (line {line}), and the fetch does not ask", line
    )


def _check_effect(bridge: Reading, statement: ast.stmt) -> None:
    if isinstance(statement, ast.Return | ast.Pass | ast.Raise | ast.Import | ast.ImportFrom):
        return
    deed = bridge.deed(statement)
    telling = all(view is not None and (view.logs or view.pure) for _, view in bridge.calls(statement))
    if deed.shows or deed.blocks or not telling or bridge.use(statement).sets or bridge.use(statement).opaque:
        raise bridge.refuse(
            f"`{bridge.name}` also does `{_first_line(statement)}` (line {statement.lineno}), which would then happen "
            "in every refresh, too",
            statement.lineno,
        )


def _check_rebinding(bridge: Reading, opening: Opening, may_be_none: bool, looks_into: bool) -> None:
    """Raises Refusal where the bridge gives a parameter another value, save an empty one in place of None."""
    params = frozenset(bridge.scope.params)
    settles = {id(statement): name for statement, name in _settling(bridge) if not (looks_into and name == "empty")}
    for _, statement in every_statement(bridge.body):
        below = [inner for _, statements in lists_below(statement) for inner in statements]
        inside = frozenset().union(*(bridge.use(inner).binds for inner in below)) if below else NONE
        changed = (bridge.use(statement).binds - inside) & params
        if not changed or statement.lineno > opening.call.lineno or _throws_away(statement, params):
            continue
        if id(statement) not in settles:
            name = min(changed)
            raise bridge.refuse(
                f"line {statement.lineno} of `{bridge.name}` gives `{name}` another value", statement.lineno
            )
        if may_be_none:
            raise bridge.refuse(
                f"`{bridge.name}` takes None for empty data (line {statement.lineno}), and the fetch may get None and "
                "show something else",
                statement.lineno,
            )


def _settling(bridge: Reading) -> Iterator[tuple[ast.stmt, str]]:
    """The statements that make a parameter empty if it is None (`none`), or whenever it is false (`empty`)."""
    for _, statement in every_statement(bridge.body):
        match statement:
            case ast.If(test=test, body=[ast.Assign(targets=[ast.Name(id=name)], value=value) as assign], orelse=[]):
                kind = missing(test, name)
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.BoolOp(op=ast.Or(), values=[ast.Name(id=same), value])
            ):
                assign, kind = statement, "empty" if same == name else ""
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.IfExp(test=test, body=value, orelse=ast.Name(id=same))
            ):
                assign, kind = statement, missing(test, name) if same == name else ""
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.IfExp(test=test, body=ast.Name(id=same), orelse=value)
            ):
                assign, kind = statement, missing(_negated(test), name) if same == name else ""
            case _:
                continue
        if kind and isinstance(value, ast.List | ast.Tuple | ast.Dict) and not ast.unparse(value).strip("[](){}"):
            yield assign, kind


def missing(test: ast.expr, name: str) -> str:
    """What a test of a name is true for: "none" for None, "empty" for whatever is false, "" if it is another test."""
    match test:
        case ast.Compare(left=ast.Name(id=asked), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            return "none" if asked == name else ""
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=asked)):
            return "empty" if asked == name else ""
    return ""


def _first_line(statement: ast.stmt) -> str:
    text = ast.unparse(statement).splitlines()[0]
    return text if len(text) <= 60 else text[:57] + "..."
