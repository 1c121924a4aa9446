"""All that is decided of a split before anything is changed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bridgefix.facts import Expr
from bridgefix.rewrite import edit
from bridgefix.rewrite.asking import asks_worker
from bridgefix.rewrite.crossing import callback_of
from bridgefix.rewrite.datum import Supply, Wanted
from bridgefix.rewrite.emptiness import shows_for_empty
from bridgefix.rewrite.forgiving import check_nobody_swallows, forgives_showing
from bridgefix.rewrite.handover import handover
from bridgefix.rewrite.holders import targets_of
from bridgefix.rewrite.inlining import Inlined, inlined
from bridgefix.rewrite.moving import Baggage, baggage
from bridgefix.rewrite.names import NONE, FunctionNode, Names, bound_names, spelled, walk
from bridgefix.rewrite.opening import Opening, check_callers, check_kept, missing
from bridgefix.rewrite.ordering import check_asked_again
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region, Taint
from bridgefix.rewrite.remembering import check_remembered
from bridgefix.rewrite.trees import every_statement, find_function, lists_below, span
from bridgefix.rewrite.values import supply
from bridgefix.settings import Settings, name_matches


class Plan(NamedTuple):
    """All that is decided before anything is changed."""

    bridge: Reading
    fetch: Reading
    region: Region
    supply: Supply
    opening: Opening
    wanted: Wanted
    inlines: Mapping[str, Inlined]
    handover: str
    """The statement that hands the data over in the fetch."""
    makes_worker: bool
    makes_async: bool
    baggage: Baggage
    note: str | None
    guards: tuple[edit.Address, ...] = ()
    """Where the fetch half leaves because of the data: the bridge leaves then, too."""
    leaves_fetch: bool = False
    """The fetch hands over to another bridge already: it stays as it is."""
    forgiving: tuple[ast.With, ...] = ()
    """`with suppress(…)` round the display, outermost first: the bridge forgives the same."""

    @property
    def shown(self) -> list[ast.stmt]:
        """Those of the moved statements that touch the UI."""
        return [
            statement
            for index in self.region.shows
            for _, statement in self.region.inner(index)
            if not isinstance(statement, FunctionNode)
        ]

    @property
    def gone(self) -> list[ast.stmt]:
        """The statements that the fetch loses."""
        division = self.supply.slice
        return [
            statement
            for index in division.moved
            if index not in division.copied and index not in division.guards
            for _, statement in self.region.behind(index)
        ]


def make_plan(
    bridge: Reading,
    fetch: Reading,
    region: Region,
    opening: Opening,
    asks: Wanted,
    settings: Settings,
    texts: Mapping[str, str],
) -> Plan:
    region, got = supply(fetch, region._replace(to_bridge=_hands_over_already(fetch, region, settings)), asks)
    moved = [statement for index in got.slice.moved for _, statement in region.inner(index)]
    whole = frozenset(got.slice.moved) - frozenset(got.slice.guards)
    check_remembered(fetch, region, whole, _set_by_bridge(fetch, got))
    makes_async = _awaits(bridge, fetch, got, moved)
    _check_same_self(bridge, fetch, moved)
    _check_leaving(fetch, got, region, opening)
    _check_names(bridge, fetch, got, moved, opening)
    check_callers(bridge, got.arguments.keys() - asks.handed.values())
    own_guard = _own_guard(fetch, region, got)
    check_kept(
        bridge,
        opening,
        may_be_none=_may_be_none(fetch, got),
        empty_shows=shows_for_empty(fetch, region, got),
        own_guard=own_guard,
        looks_into=_looks_into(fetch, got),
        filled=got.arguments,
    )
    if not own_guard:
        _check_left_none(bridge, fetch, got)
    taken = frozenset(bridge.scope.params) | frozenset(got.renames) | frozenset(a.split(" = ")[0] for a in got.aliases)
    for _, statement in got.rebuilt:
        taken |= fetch.use(statement).binds
    inlines = inlined(fetch, moved, taken, ends=opening.last, in_async=bridge.is_async or makes_async)
    leaves_fetch = region.to_bridge and len(moved) == 1 and _arguments(fetch, moved[0]) == list(got.arguments.values())
    line, makes_worker, note = handover(bridge, fetch, region, got, asks, settings, texts, makes_async=makes_async)
    guards = _data_guards(fetch, region, got, opening)
    forgiving = forgives_showing(fetch, region.parents)
    _check_forgiven(fetch, region, got, forgiving)
    check_nobody_swallows(fetch, region.parents, texts)
    heads = [ast.copy_location(ast.Expr(item.context_expr), with_) for with_ in forgiving for item in with_.items]
    return Plan(
        bridge, fetch, region, got, opening, asks, inlines, line, makes_worker, makes_async,
        baggage(bridge, fetch, [*moved, *(s for _, s in got.rebuilt), *heads]), note, guards, leaves_fetch, tuple(forgiving),
    )  # fmt: skip


def _set_by_bridge(fetch: Reading, got: Supply) -> Names:
    """The attributes that the bridge sets before what moves, or is handed."""
    texts = [*got.arguments.values(), *(alias.split(" = ")[0] for alias in got.aliases)]
    held = [ast.parse(text, mode="eval").body for text in texts]
    repeated = NONE.union(*(fetch.use(statement).sets for _, statement in got.rebuilt))
    return repeated | {node.attr for node in held if isinstance(node, ast.Attribute)}


def _check_forgiven(fetch: Reading, region: Region, got: Supply, forgiving: Sequence[ast.With]) -> None:
    """Raises Refusal where the fetch goes on inside of what forgives.

    What failed would be forgiven in the bridge already, and the rest no longer be left out.
    """
    shown = span(region.body[region.end - 1])[2:]
    for parent in forgiving:
        later = [n.lineno for n in walk(parent) if isinstance(n, ast.stmt) and span(n)[:2] > shown]
        if later or got.slice.counted:
            line = min(later, default=parent.lineno)
            raise fetch.refuse(
                f"what is shown may fail, which line {parent.lineno} forgives, and line {line} does not run then", line
            )


def _awaits(bridge: Reading, fetch: Reading, got: Supply, moved: Sequence[ast.stmt]) -> bool:
    """Whether the bridge has to become `async def`. Raises Refusal where it would have to and can't."""
    waits = got.slice.awaits
    where = moved[0].lineno
    for statement in moved:
        for call in fetch.deed(statement).crossings:
            view = fetch.view(call)
            result = view.returns_awaitable if view is not None else None
            what = ast.unparse(callback_of(call))
            if result is None:
                raise fetch.refuse(
                    f"it can't be told whether `{what}`, crossed to on line {call.lineno}, returns something to await",
                    call.lineno,
                )
            if result:
                waits, where = True, call.lineno
    if not waits or bridge.is_async:
        return False
    for site in bridge.model.project.callers(bridge.function.id):
        awaited = site.call is not None and site.call.awaited
        if site.kind not in ("crossing", "schedule") and not awaited:
            raise fetch.refuse(
                f"what line {where} shows has to be awaited, and `{bridge.name}` is called where nobody awaits it",
                where,
            )
    return True


def _check_same_self(bridge: Reading, fetch: Reading, moved: Sequence[ast.stmt]) -> None:
    if bridge.receiver != fetch.receiver:
        raise fetch.refuse(
            f"`{fetch.name}` calls its object `{fetch.receiver}`, `{bridge.name}` calls it `{bridge.receiver}`",
            fetch.node.lineno,
        )
    project = fetch.model.project
    ours, theirs = project.owner(bridge.function.id), project.owner(fetch.function.id)
    if ours is None or theirs is None:
        return
    for other in project.subclasses(ours.id):
        found = project.lookup(other.id, fetch.name)
        if (
            found is not None
            and found.id != fetch.function.id
            and project.lookup(other.id, bridge.name) == bridge.function
        ):
            raise fetch.refuse(
                f"`{other.name}` has a `{fetch.name}` of its own, and `{bridge.name}` would no longer call it",
                found.line,
            )
    if ours.id == theirs.id:
        return
    for statement in moved:
        for node in walk(statement):
            private = isinstance(node, ast.Attribute) and node.attr.startswith("__") and not node.attr.endswith("__")
            if private or (isinstance(node, ast.Name) and node.id in ("super", "__class__")):
                line = getattr(node, "lineno", statement.lineno)
                raise fetch.refuse(
                    f"`{ast.unparse(node)}` on line {line} means something else in `{ours.name}`, where the bridge is",
                    line,
                )
    for other in project.subclasses(theirs.id):
        if project.lookup(other.id, bridge.name) is None and not project.subclasses(other.id):
            raise fetch.refuse(
                f"`{theirs.name}.{fetch.name}` also serves `{other.name}`, which has no `{bridge.name}`",
                fetch.node.lineno,
            )


def _check_leaving(fetch: Reading, got: Supply, region: Region, opening: Opening) -> None:
    """An early `return` of the render half must end the bridge, too."""
    for index in got.slice.moved:
        statement = region.body[index]
        if "return" in fetch.use(statement).leaves and not opening.last:
            raise fetch.refuse(
                f"line {statement.lineno} of `{fetch.name}` leaves early, and the bridge goes on after fetching again",
                statement.lineno,
            )


def _check_names(bridge: Reading, fetch: Reading, got: Supply, moved: Sequence[ast.stmt], opening: Opening) -> None:
    """What the bridge binds by itself must mean nothing to what comes in."""
    incoming = frozenset(
        node.id for s in (*moved, *(s for _, s in got.rebuilt)) for node in walk(s) if isinstance(node, ast.Name)
    )
    params = frozenset(bridge.scope.params)
    met = incoming & opening.binds - params or incoming & params - fetch.scope.named
    if met:
        name = min(met)
        raise bridge.refuse(
            f"`{name}` means one thing in `{bridge.name}` and another in `{fetch.name}`", bridge.node.lineno
        )


def _hands_over_already(fetch: Reading, region: Region, settings: Settings) -> bool:
    """Whether all that the fetch shows is one crossing to a bridge, by its name or since others cross to it, too."""
    shown = [region.body[index] for index in region.shows]
    if len(shown) != 1 or not isinstance(shown[0], ast.Expr) or len(fetch.deed(shown[0]).crossings) != 1:
        return False
    crossing = fetch.deed(shown[0]).crossings[0]
    callback = callback_of(crossing)
    if not isinstance(callback, ast.Attribute):
        return False
    if name_matches(settings.bridge_pattern, callback.attr):
        return True
    view = fetch.view(crossing)
    project = fetch.model.project
    return any(
        site.kind == "crossing" and not f"{site.caller}.".startswith(f"{fetch.function.id}.")
        for run in (view.runs if view is not None else ())
        for site in project.callers(run.id)
    )


def _arguments(fetch: Reading, crossing: ast.stmt) -> list[str] | None:
    """What a crossing hands over; None where it says more than that."""
    call = fetch.deed(crossing).crossings[0]
    return None if call.keywords else [ast.unparse(argument) for argument in call.args[1:]]


def _data_guards(fetch: Reading, region: Region, got: Supply, opening: Opening) -> tuple[edit.Address, ...]:
    """The `if`s of the fetch half that leave because of the data. Raises Refusal where the bridge can't repeat one."""
    data = _data_names(got)
    if got.unpacked is not None:
        data |= bound_names([got.unpacked[1]])
    before = region.until(got.slice.cut)
    known = data.union(*(fetch.use(s).binds for _, s in got.rebuilt))
    kept = frozenset(value.split(".")[1].split("[")[0] for value in got.arguments.values() if "." in value)
    derived = _derived(fetch, [statement for _, statement in before], Taint(_with_wholes(before, data), kept))
    sources = _sources(fetch, [statement for _, statement in before], data)
    found: list[edit.Address] = []
    stays = [
        region.body[i] for i in range(got.slice.cut, region.end) if i not in got.slice.moved or i in got.slice.copied
    ]
    fetched = Taint()
    way = list(_before_crossing(before))
    for place, (address, statement, plainly) in enumerate(way):
        fetched = (fetched.through if list(lists_below(statement)) else fetched.after)(fetch, statement)
        arrived = bool(fetched.names & sources or fetched.attributes & kept)
        if isinstance(statement, ast.Match):
            _check_match(fetch, statement, derived, arrived=arrived)
        if not isinstance(statement, ast.If):
            continue
        exits = fetch.use(statement.body[-1]).stops or any(fetch.use(s).stops for s in statement.orelse[-1:])
        walrus = {n.target.id for n in walk(statement.test) if isinstance(n, ast.NamedExpr)}
        test = fetch.scope.expression(statement.test)
        asked = test.reads | walrus
        of_data = bool(asked & derived or test.gets & kept)
        of_state = arrived and not asked & fetched.names and not asks_worker(fetch, statement.test)
        if not exits or not (of_data or of_state) or not fetch.use(statement).leaves & {"return", "raise"}:
            continue
        # What it shows before it leaves, the bridge would have to show.
        silent = not fetch.deed(statement).shows
        simple = plainly and silent and not statement.orelse and asked <= known and _asks_only(fetch, statement.test)
        if not simple or not opening.last:
            raise fetch.refuse(
                f"`{fetch.name}` leaves on line {statement.lineno} {'because of the data' if of_data else 'with the data'}, in a "
                "way that the bridge can't repeat",
                statement.lineno,
            )
        inside = {id(node) for node in walk(statement)}
        later = [s for _, s, _ in way[place + 1 :] if id(s) not in inside]
        check_asked_again(fetch, statement, [s for s in later if not list(lists_below(s))] + stays)
        repeated = {id(s) for _, s in got.rebuilt}
        _check_asks_nothing_set(
            fetch, test.gets - kept, statement, (s for _, s, _ in way[:place] if id(s) not in repeated)
        )
        found.append(address)
    return tuple(found)


def _check_match(fetch: Reading, statement: ast.Match, derived: Names, *, arrived: bool) -> None:
    """Raises Refusal where a `match` of the fetch half may leave with the data: the bridge gets no such question."""
    asked = fetch.scope.expression(statement.subject).reads
    if (arrived or asked & derived) and any("return" in fetch.use(case.body[-1]).leaves for case in statement.cases):
        raise fetch.refuse(
            f"`{fetch.name}` may leave on line {statement.lineno} with the data, in a way that the bridge can't repeat",
            statement.lineno,
        )


def _with_wholes(before: Sequence[tuple[edit.Address, ast.stmt]], data: Names) -> Names:
    """The data, and what it is another name or a copy of: who asks that for its length asks for the length of the data."""
    wholes = [
        (target.id, whole)
        for _, statement in before
        for _, inner in every_statement([statement])
        for target, value in targets_of(inner)
        if isinstance(target, ast.Name) and (whole := _whole(value)) is not None
    ]
    names = data
    for _ in wholes:
        names |= {whole for name, whole in wholes if name in names}
    return names


def _sources(fetch: Reading, before: Sequence[ast.stmt], names: Names) -> Names:
    """These names, and those that what they hold is made of without another fetch: where that has come, the data has."""
    for _, statement in reversed(list(every_statement(before))):
        if not list(lists_below(statement)) and not fetch.deed(statement).blocks:
            use = fetch.use(statement)
            names |= use.reads if use.binds & names else NONE
    return names


def _whole(value: ast.expr) -> str | None:
    """The name of what a value is, or what it is a copy of."""
    match value:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted" | "reversed" | "set" | "dict"), args=[inner, *_]):
            return _whole(inner)
        case ast.ListComp(generators=[only]) | ast.SetComp(generators=[only]) | ast.DictComp(generators=[only]):
            return _whole(only.iter)
        case ast.BoolOp(op=ast.Or(), values=[inner, *_]) | ast.Subscript(value=inner, slice=ast.Slice()):
            return _whole(inner)
    return None


def _derived(fetch: Reading, before: Sequence[ast.stmt], taint: Taint) -> Names:
    """The names that hold the data, or something made of it, at some time in the fetch half."""
    for statement in before:
        for _, inner in every_statement([statement]):
            if not list(lists_below(inner)):
                use = fetch.use(inner)
                if taint.touches(use) and not fetch.deed(inner).blocks:
                    taint = taint._replace(names=taint.names | use.binds | fetch.changed(use))
            else:
                taint = taint._replace(names=taint.through(fetch, inner).names)
    return taint.names


def _check_asks_nothing_set(fetch: Reading, asked: Names, guard: ast.If, earlier: Iterable[ast.stmt]) -> None:
    """Raises Refusal where a guard asks for attributes that the fetch has set: the bridge would find them as they were before."""
    for statement in earlier:
        met = NONE if list(lists_below(statement)) else fetch.use(statement).sets & asked
        if met:
            raise fetch.refuse(
                f"line {guard.lineno} leaves because of `{spelled(fetch.receiver, min(met))}`, which line {statement.lineno} has "
                "set: the bridge would find what was set another time",
                guard.lineno,
            )


def _before_crossing(
    before: Sequence[tuple[edit.Address, ast.stmt]], plainly: bool = True
) -> Iterator[tuple[edit.Address, ast.stmt, bool]]:
    """The statements of the fetch half at any depth; the last item tells whether they run whenever it does."""
    for address, statement in before:
        yield address, statement, plainly
        if isinstance(statement, FunctionNode | ast.ClassDef):
            continue
        for below, inner in lists_below(statement):
            if "handlers" in below or "finalbody" in below:
                continue
            here = plainly and isinstance(statement, ast.With | ast.Try)
            yield from _before_crossing([((*address, *below, i), s) for i, s in enumerate(inner)], here)


def _asks_only(fetch: Reading, test: ast.expr) -> bool:
    """Whether a test, what it fetches left out, does nothing but ask."""
    match test:
        case ast.NamedExpr():
            return True
        case ast.UnaryOp(operand=operand):
            return _asks_only(fetch, operand)
        case ast.Compare(left=left, comparators=others):
            return all(_asks_only(fetch, part) for part in (left, *others))
        case _:
            return fetch.pure(test)


def _check_left_none(bridge: Reading, fetch: Reading, got: Supply) -> None:
    """Raises Refusal where `if not rows: return` of the bridge would hide that a fetch which failed left None, and raised."""
    left = {
        name
        for _, statement in every_statement(fetch.body)
        if isinstance(statement, ast.Assign)
        and isinstance(value := statement.value, ast.Constant)
        and value.value is None
        for name in fetch.use(statement).binds & _data_names(got)
    }
    for statement in bridge.body[bridge.first :]:
        match statement:
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=param))) if got.arguments.get(param) in left:
                raise bridge.refuse(
                    f"`{bridge.name}` shows nothing for None (line {statement.lineno}), and the fetch may leave None and raise",
                    statement.lineno,
                )


def _may_be_none(fetch: Reading, got: Supply) -> bool:
    """Whether the method, or what it calls, says that what it fetched may be None."""
    names = _data_names(got)
    if _compared_with_none(fetch.node, names) or any(_asks_for_none(fetch, n, names) for n in walk(fetch.node)):
        return True
    for name in names:
        for _, statement in every_statement(fetch.body):
            if not (isinstance(statement, ast.Assign) and name in fetch.use(statement).binds):
                continue
            value = statement.value
            if isinstance(value, ast.Constant) and value.value is None:
                return True
            if value is not None and any(_returns_none(fetch, call) for call in walk(value)):
                return True
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get":
                view = fetch.view(value)
                if len(value.args) < 2 and not (view is not None and view.blocks):
                    return True
    return False


def _compared_with_none(node: ast.AST, names: Names) -> bool:
    for inner in walk(node):
        match inner:
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]
            ):
                if name in names:
                    return True
    return False


def _asks_for_none(fetch: Reading, call: ast.AST, names: Names) -> bool:
    """Whether a call hands the data to a method of this file that asks whether it is None."""
    view = fetch.view(call) if isinstance(call, ast.Call) else None
    if view is None or not isinstance(call, ast.Call):
        return False
    for target in (*view.targets, *view.runs):
        node = find_function(fetch.text, target.qualname) if target.path == fetch.path else None
        if node is None or node is fetch.node:
            continue
        params = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)][1 if target.cls is not None else 0 :]
        given = dict(zip(params, call.args[1 if view.kind == "crossing" else 0 :], strict=False))
        given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None})
        asked = {param for param, value in given.items() if isinstance(value, ast.Name) and value.id in names}
        if _compared_with_none(node, frozenset(asked)):
            return True
    return False


def _returns_none(fetch: Reading, call: ast.AST) -> bool:
    """Whether a call of the project's own code says that it may answer None."""
    view = fetch.view(call) if isinstance(call, ast.Call) else None
    if view is None:
        return False
    return any(_holds_none(value) for target in view.targets for value, _ in target.returns)


def _holds_none(value: Expr) -> bool:
    if value.kind == "choice":
        return any(_holds_none(part) for part in value.parts)
    return value.kind == "const" and value.value is None


def _looks_into(fetch: Reading, got: Supply) -> bool:
    """Whether the method asks more of its data than to go through it: another empty value would not do then."""
    names = _data_names(got)
    return any(
        isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in names
        for node in walk(fetch.node)
    )


def _data_names(got: Supply) -> Names:
    return frozenset(got.arguments.values())


def _own_guard(fetch: Reading, region: Region, got: Supply) -> str:
    """For what data the render half leaves as the first thing that it does, as `missing` tells it."""
    first = region.body[got.slice.moved[0]]
    if not isinstance(first, ast.If) or not isinstance(first.body[-1], ast.Return) or fetch.deed(first).shows:
        return ""
    return "".join(missing(first.test, name) for name in _data_names(got)) if len(got.arguments) == 1 else ""
