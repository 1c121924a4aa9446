"""BF001: cut a fetch-and-render method in two, and make the bridge its render half.

The thinking is done on `ast` (`region`, `slicing`, `values`, `inlining`); here the pieces are carried over in libcst,
so that comments travel with their statements and everything else keeps every byte.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import libcst as cst

from bridgefix.effects import Model
from bridgefix.facts import gather
from bridgefix.findings import Finding, Level, Refusal, Rewrite, Thread
from bridgefix.rewrite import edit, worker
from bridgefix.rewrite.crossing import Unwrapping, call_line, callback_of, candidates, unwrap
from bridgefix.rewrite.datum import Supply, Wanted
from bridgefix.rewrite.defuse import NONE, FunctionNode, Names, walk_scope
from bridgefix.rewrite.hoist import hoisted
from bridgefix.rewrite.inlining import Inlined, inlined
from bridgefix.rewrite.moving import Baggage, baggage, with_imports
from bridgefix.rewrite.opening import Opening, check_callers, check_kept, find_opening, wanted
from bridgefix.rewrite.reading import Reading, every_statement, lists_below
from bridgefix.rewrite.region import Hoist, NothingShown, Region, locate, refusal
from bridgefix.rewrite.values import supply
from bridgefix.settings import Settings, name_matches
from bridgefix.threads import flow


@dataclass(frozen=True)
class Plan:
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


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Mend one refetching bridge: by the split, else by the template.

    Args:
        finding: of BF001; its subject is (id of the bridge, id of the fetch-and-render method).
        texts: by path, as the model was built from them.
    Returns:
        The new texts, or why there are none.
    """
    bridge_id, fetch_id, called_id = finding.subject
    try:
        if not fetch_id:
            raise Refusal(called_id, model.project.functions[bridge_id].line)
        if settings.exemplar is None:
            found = cut(model, texts, settings, (bridge_id, fetch_id, called_id))
            if isinstance(found, Rewrite):
                return found
        from bridgefix.rewrite.template import template

        return template(model, texts, bridge_id, fetch_id, called_id, settings)
    except Refusal as refused:
        return refused


def cut(
    model: Model, texts: Mapping[str, str], settings: Settings, subject: tuple[str, str, str], hoists: int = 0
) -> Rewrite | NothingShown:
    """The split alone. Raises Refusal; NothingShown where there is nothing to cut off."""
    bridge_id, fetch_id, called_id = subject
    bridge = Reading(model, texts, model.project.functions[bridge_id])
    fetch = Reading(model, texts, model.project.functions[fetch_id], bridge_id)
    if fetch.function.is_generator:
        raise fetch.refuse(f"`{fetch.name}` is a generator", fetch.node.lineno)
    names = [s.name for _, s in every_statement(fetch.body) if isinstance(s, FunctionNode)]
    for name in names:
        if names.count(name) > 1:
            raise fetch.refuse(f"`{fetch.name}` has two local functions `{name}`", fetch.node.lineno)
    for _, statement in every_statement(fetch.body):
        opaque = fetch.use(statement).opaque
        if opaque:
            raise fetch.refuse(f"what {opaque} reads and changes in `{fetch.name}` can't be told", statement.lineno)
    region = locate(fetch)
    if isinstance(region, NothingShown):
        return region
    opening = find_opening(bridge, called_id)
    if isinstance(region, Hoist):
        if hoists > 2:
            raise fetch.refuse(f"`{fetch.name}` fetches in too many places at once", region.fetch.lineno)
        name = next(iter(wanted(bridge, fetch, opening).params), "data")
        changed = {**texts, fetch.path: hoisted(fetch, texts[fetch.path], region, name)}
        fresh = model.replace([gather(fetch.path, changed[fetch.path])])
        return cut(fresh, changed, settings, subject, hoists + 1)
    return apply(make_plan(bridge, fetch, region, opening, settings, texts), texts)


def make_plan(
    bridge: Reading,
    fetch: Reading,
    region: Region,
    opening: Opening,
    settings: Settings,
    texts: Mapping[str, str],
) -> Plan:
    asks = wanted(bridge, fetch, opening)
    region, got = supply(fetch, region, asks)
    moved = [statement for index in got.slice.moved for _, statement in region.inner(index)]
    makes_async = _awaits(bridge, fetch, got, moved)
    _check_same_self(bridge, fetch, moved)
    _check_leaving(fetch, got, region, opening)
    _check_names(bridge, fetch, got, moved, opening)
    check_callers(bridge, asks)
    check_kept(
        bridge,
        opening,
        may_be_none=_may_be_none(fetch, got),
        empty_shows=_shows_for_empty(fetch, region, got),
        same_guard=_has_own_guard(fetch, region, got),
    )
    taken = frozenset(bridge.scope.params) | frozenset(got.renames) | frozenset(a.split(" = ")[0] for a in got.aliases)
    for _, statement in got.rebuilt:
        taken |= fetch.use(statement).binds
    inlines = inlined(fetch, moved, taken, ends=opening.last, in_async=bridge.is_async or makes_async)
    leaves_fetch = _hands_over_already(fetch, got, moved, settings)
    line, makes_worker, note = handover(bridge, fetch, region, got, asks, settings, texts, makes_async=makes_async)
    guards = _data_guards(fetch, region, got, opening)
    return Plan(
        bridge, fetch, region, got, opening, asks, inlines, line, makes_worker, makes_async,
        baggage(bridge, fetch, [*moved, *(s for _, s in got.rebuilt)]), note, guards, leaves_fetch,
    )  # fmt: skip


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
        for node in ast.walk(statement):
            private = isinstance(node, ast.Attribute) and node.attr.startswith("__") and not node.attr.endswith("__")
            if private or (isinstance(node, ast.Name) and node.id in ("super", "__class__")):
                raise fetch.refuse(
                    f"line {statement.lineno} of `{fetch.name}` means something else outside its own class",
                    statement.lineno,
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
        node.id for s in (*moved, *(s for _, s in got.rebuilt)) for node in ast.walk(s) if isinstance(node, ast.Name)
    )
    met = incoming & opening.binds - frozenset(bridge.scope.params)
    if met:
        name = min(met)
        raise bridge.refuse(
            f"`{name}` means one thing in `{bridge.name}` and another in `{fetch.name}`", bridge.node.lineno
        )


def _hands_over_already(fetch: Reading, got: Supply, moved: Sequence[ast.stmt], settings: Settings) -> bool:
    """Whether all that the fetch shows is one crossing to a bridge, by its name, with the data."""
    if len(moved) != 1 or not isinstance(moved[0], ast.Expr) or len(fetch.deed(moved[0]).crossings) != 1:
        return False
    call = fetch.deed(moved[0]).crossings[0]
    callback = callback_of(call)
    named = isinstance(callback, ast.Attribute) and name_matches(settings.bridge_pattern, callback.attr)
    given = [ast.unparse(arg) for arg in call.args[1:]]
    return named and not call.keywords and given == list(got.arguments.values())


def _data_guards(fetch: Reading, region: Region, got: Supply, opening: Opening) -> tuple[edit.Address, ...]:
    """The `if`s of the fetch half that leave because of the data. Raises Refusal where the bridge can't repeat one."""
    data = _data_names(got) - frozenset(got.slice.needs - _data_names(got))
    before = [*region.before, *(((*region.address, i), region.body[i]) for i in range(region.start, got.slice.cut))]
    known = data | frozenset().union(*(fetch.use(s).binds for _, s in got.rebuilt)) if got.rebuilt else data
    found: list[edit.Address] = []
    for address, statement, plainly in _before_crossing(before):
        if not isinstance(statement, ast.If) or not any(fetch.use(s).stops for s in (statement.body[-1],)):
            continue
        walrus = {n.target.id for n in ast.walk(statement.test) if isinstance(n, ast.NamedExpr)}
        asked = fetch.scope.expression(statement.test).reads | walrus
        if not asked & data:
            continue
        simple = plainly and not statement.orelse and asked <= known and _asks_only(fetch, statement.test)
        if not simple or not opening.last:
            raise fetch.refuse(
                f"`{fetch.name}` leaves on line {statement.lineno} because of the data, in a way that the bridge can't "
                "repeat",
                statement.lineno,
            )
        found.append(address)
    return tuple(found)


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


def _may_be_none(fetch: Reading, got: Supply) -> bool:
    """Whether the method itself says that what it fetched may be None."""
    for name in got.arguments.values():
        for _, statement in every_statement(fetch.body):
            if not (isinstance(statement, ast.Assign | ast.AnnAssign) and name in fetch.use(statement).binds):
                continue
            value = statement.value
            if isinstance(value, ast.Constant) and value.value is None:
                return True
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get":
                view = fetch.view(value)
                if len(value.args) < 2 and not (view is not None and view.blocks):
                    return True
    return False


def _data_names(got: Supply) -> Names:
    return frozenset(got.arguments.values())


def _tests_data(fetch: Reading, got: Supply, statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and bool(fetch.scope.expression(statement.test).reads & _data_names(got))


def _shows_for_empty(fetch: Reading, region: Region, got: Supply) -> bool:
    """Whether something is shown, or done to the object, whatever the data is."""
    for index in got.slice.moved:
        for _, statement in region.inner(index):
            only_for_data = isinstance(statement, ast.For) or (
                _tests_data(fetch, got, statement) and not getattr(statement, "orelse", None)
            )
            if not only_for_data and (fetch.deed(statement).shows or fetch.use(statement).sets):
                return True
    return False


def _has_own_guard(fetch: Reading, region: Region, got: Supply) -> bool:
    """Whether the first thing that the render half does is to leave on empty data."""
    first = region.body[got.slice.moved[0]]
    return (
        _tests_data(fetch, got, first)
        and isinstance(first, ast.If)
        and isinstance(first.test, ast.UnaryOp)
        and isinstance(first.body[-1], ast.Return)
        and not fetch.deed(first).shows
    )


def handover(
    bridge: Reading,
    fetch: Reading,
    region: Region,
    got: Supply,
    asks: Wanted,
    settings: Settings,
    texts: Mapping[str, str],
    *,
    makes_async: bool,
    spelling: str | None = None,
) -> tuple[str, bool, str | None]:
    """The statement that hands the data over, whether the fetch becomes a worker, and what to say of it."""
    model = fetch.model
    # Where would it run, if the bridge did not call it?
    thread = flow(model.project, frozenset({(bridge.function.id, fetch.function.id)})).of(fetch.function.id)
    args = [
        (f"{param}={value}" if param in asks.keyword_only else value)
        for param in asks.params
        if (value := got.arguments.get(param)) is not None
    ]
    skipped = [p for p in asks.params if p not in got.arguments and p not in asks.keyword_only]
    if skipped and any(asks.params.index(p) > asks.params.index(skipped[0]) for p in got.arguments):
        args = [f"{param}={got.arguments[param]}" for param in asks.params if param in got.arguments]
    target = f"{fetch.receiver}.{bridge.name}"
    plain = f"{target}({', '.join(args)})"
    if bridge.is_async or makes_async:
        plain = f"await {plain}" if fetch.is_async else plain
    crossings = [call for i in got.slice.moved for call in fetch.deed(region.body[i]).crossings]
    known = spelling is not None or bool(crossings)
    spelling = ast.unparse(crossings[0].func) if crossings else spelling or spelling_of(fetch)
    collides = any(arg.startswith("callback=") for arg in args)
    crossed = f"{spelling}({', '.join([target, *args])})"
    if collides:
        # App.call_from_thread has a parameter of that name itself.
        crossed = f"{spelling}(lambda: {target}({', '.join(args)}))"
    if thread is Thread.MAIN:
        if settings.unsafe_fixes and not fetch.is_async:
            remains = [s for _, s in region.before] + [region.body[i] for i in range(region.start, region.end)]
            remains = [s for s in remains if s not in [region.body[i] for i in got.slice.moved]]
            try:
                worker.check(fetch, texts, remains, bridge.function.id)
            except Refusal as refused:
                return plain, False, f"`{fetch.name}` still blocks main: {refused.reason}"
            _check_locks(fetch, region, bool(crossings))
            return crossed, True, None
        note = None if fetch.is_async else f"`{fetch.name}` still blocks main where it is reached there"
        return plain, False, note
    if thread is Thread.UNKNOWN and not known:
        return plain, False, None
    if thread is Thread.BOTH and not crossings:
        raise fetch.refuse(
            f"`{fetch.name}` runs on main and in a worker, and touches the widgets itself: neither a crossing nor a "
            "direct call is right on both",
            fetch.node.lineno,
        )
    _check_locks(fetch, region, bool(crossings))
    return crossed, False, None


def spelling_of(fetch: Reading) -> str:
    project = fetch.model.project
    owner = project.owner(fetch.function.id)
    on_app = owner is not None and project.is_app(owner.id)
    return f"{fetch.receiver}.call_from_thread" if on_app else f"{fetch.receiver}.app.call_from_thread"


def _check_locks(fetch: Reading, region: Region, crossed_before: bool) -> None:
    """A crossing under a lock deadlocks as soon as main wants the lock: never put one there."""
    if crossed_before:
        return
    for parent in region.parents:
        if isinstance(parent, ast.With | ast.AsyncWith):
            raise fetch.refuse(
                f"the crossing would have to stand inside `with {ast.unparse(parent.items[0].context_expr)}` (line "
                f"{parent.lineno}), where main may wait for it",
                parent.lineno,
            )


def apply(plan: Plan, texts: Mapping[str, str], learnt: Sequence[edit.Line] = ()) -> Rewrite:
    """Carry the plan out. `learnt` are statements from elsewhere for the bridge, after those of the fetch."""
    fetch_module = cst.parse_module(texts[plan.fetch.path])
    decorator = worker.spelling(texts[plan.fetch.path]) if plan.makes_worker else ""
    old_fetch = edit.find_function(fetch_module, plan.fetch.function.qualname)
    inlines = {
        name: inline
        for name, inline in plan.inlines.items()
        if not edit.ends_with_comment(
            cst.ensure_type(_line_at(old_fetch, _address_of(plan, inline.function)), cst.FunctionDef)
        )
    }
    plan = replace(plan, inlines=inlines)
    pieces = [*_pieces(plan, fetch_module, old_fetch), *learnt]
    same_file = plan.bridge.path == plan.fetch.path
    bridge_module = fetch_module if same_file else cst.parse_module(texts[plan.bridge.path])

    def bridge_anew(node: cst.FunctionDef) -> cst.FunctionDef:
        return new_bridge(plan.opening, node, pieces, makes_async=plan.makes_async)

    def new_fetch(node: cst.FunctionDef) -> cst.FunctionDef:
        return _new_fetch(plan, fetch_module, node, decorator)

    changes = {} if plan.leaves_fetch else {plan.fetch.function.qualname: new_fetch}
    if same_file:
        changes[plan.bridge.function.qualname] = bridge_anew
        fetch_module = edit.change_functions(fetch_module, changes)
    else:
        fetch_module = edit.change_functions(fetch_module, changes)
        bridge_module = edit.change_functions(bridge_module, {plan.bridge.function.qualname: bridge_anew})
        bridge_module = with_imports(bridge_module, plan.baggage)
    if plan.makes_worker:
        fetch_module = worker.with_import(fetch_module, decorator)
    new = {plan.fetch.path: fetch_module.code}
    if not same_file:
        new[plan.bridge.path] = bridge_module.code
    return Rewrite(new, Level.UNSAFE if plan.makes_worker else Level.SAFE, plan.note)


def _pieces(plan: Plan, module: cst.Module, fetch: cst.FunctionDef) -> list[edit.Line]:
    """The bridge's new statements."""
    result: list[edit.Line] = [call_line(module, text) for text in plan.supply.aliases]
    if plan.supply.unpacked is not None:
        _, statement, name = plan.supply.unpacked
        targets = ast.unparse(cast(ast.Assign, statement).targets[0]).strip("()")
        result.append(call_line(module, f"{targets} = {name}"))
    unread = _unread(plan)
    for address, _ in plan.supply.rebuilt:
        line = edit.without_blank_lines(edit.rename(_line_at(fetch, address), plan.supply.renames))
        # What the fetch keeps keeps its comments.
        result.append(line if address in unread else edit.without_comments(line))
    for address in plan.guards:
        guard = edit.without_comments(edit.rename(_line_at(fetch, address), plan.supply.renames))
        result.append(_bare_guard(cast(edit.Line, guard.visit(_Unwalrus()))))
    for index in plan.supply.slice.moved:
        for address, statement in plan.region.inner(index):
            if isinstance(statement, FunctionNode) and statement.name in plan.inlines:
                continue
            line = edit.attached(edit.rename(_line_at(fetch, address), plan.supply.renames))
            if index in plan.supply.slice.guards:
                result.append(_bare_guard(line))
            else:
                result.extend(_unwrapped(plan, fetch, statement, line))
    if result:
        result[-1] = edit.without_blank_end(result[-1])
    return result


def _line_at(fetch: cst.FunctionDef, address: edit.Address) -> edit.Line:
    return edit.statements(fetch, address[:-1])[cast(int, address[-1])].alone()


class _Unwalrus(cst.CSTTransformer):
    """`(builds := fetch())` as `builds`."""

    def leave_NamedExpr(self, original_node: cst.NamedExpr, updated_node: cst.NamedExpr) -> cst.BaseExpression:
        return updated_node.target


def _address_of(plan: Plan, wanted: ast.stmt) -> edit.Address:
    return next(
        address
        for index in plan.supply.slice.moved
        for address, statement in plan.region.inner(index)
        if statement is wanted
    )


def _bare_guard(line: edit.Line) -> edit.Line:
    guard = cst.ensure_type(line, cst.If)
    body = cst.IndentedBlock(body=[cst.SimpleStatementLine(body=[cst.Return()])])
    return guard.with_changes(body=body)


def _unwrapped(plan: Plan, fetch: cst.FunctionDef, statement: ast.stmt, line: edit.Line) -> list[edit.Line]:
    spelled = candidates(statement, plan.fetch.aliases)
    calls, awaited, inlines = set(), set(), {}
    for place, call in enumerate(spelled):
        view = plan.fetch.view(call)
        if view is None or view.kind != "crossing":
            continue
        callback = callback_of(call)
        name = callback.id if isinstance(callback, ast.Name) else ""
        if name in plan.inlines and plan.inlines[name].call is call:
            function = edit.attached(_line_at(fetch, _address_of(plan, plan.inlines[name].function)))
            inlines[place] = cst.ensure_type(edit.rename(function, plan.supply.renames), cst.FunctionDef)
            continue
        calls.add(place)
        if view.returns_awaitable:
            awaited.add(place)
    crossed = (
        plan.handover.split("(")[0].endswith("call_from_thread") or plan.handover.split("(")[0] in plan.fetch.aliases
    )
    leave = plan.shown == [statement] and crossed and isinstance(statement, ast.Expr)
    return unwrap(line, Unwrapping(frozenset(calls), frozenset(awaited), inlines, plan.fetch.aliases, leave))


def new_bridge(
    opening: Opening, node: cst.FunctionDef, pieces: Sequence[edit.Line], *, makes_async: bool = False
) -> cst.FunctionDef:
    """The bridge with its refetching statement replaced, and without those that only threw its data away."""

    def put(flat: list[edit.Item]) -> Sequence[edit.Item | edit.Line]:
        old = flat[opening.index].alone()
        # What stood above the old statement stays: it is the author's, and may be about the data.
        first = edit.with_lines_above(pieces[0], old.leading_lines)
        return [*flat[: opening.index], first, *pieces[1:], *flat[opening.index + 1 :]]

    changed = edit.change_statements(node, opening.address, put)
    for address in sorted(opening.drops, reverse=True, key=lambda a: tuple(map(str, a))):
        place = cast(int, address[-1])
        if address[:-1] == opening.address and place > opening.index:
            place += len(pieces) - 1

        def drop(flat: list[edit.Item], place: int = place) -> list[edit.Item]:
            return [item for index, item in enumerate(flat) if index != place]

        changed = edit.change_statements(changed, address[:-1], drop)
    result = cst.ensure_type(changed, cst.FunctionDef)
    if makes_async:
        result = result.with_changes(asynchronous=cst.Asynchronous())
    return result


def _new_fetch(plan: Plan, module: cst.Module, node: cst.FunctionDef, decorator: str) -> cst.FunctionDef:
    division, region = plan.supply.slice, plan.region
    kept = {*division.copied, *division.guards, region.gate}
    gone = {index for index in division.moved if index not in kept}
    line = _crossing_line(plan, module, node)

    def cut(flat: list[edit.Item]) -> Sequence[edit.Item | edit.Line]:
        head: list[edit.Item | edit.Line] = []
        free: list[cst.EmptyLine] = []
        for index, item in enumerate(flat[: region.end]):
            if index in gone:
                free += edit.standing_free(item.alone())
                continue
            after_def = index - 1 in gone and isinstance(flat[index - 1].line, cst.FunctionDef)
            kept = edit.without_blank_lines(item.line) if after_def and item.of == 1 else item
            head.append(edit.with_lines_above(item.alone(), free) if free else kept)
            free = []
        counts = [_counting(flat[index].alone()) for index in division.counted]
        if free and region.gate is None:
            head.append(line.with_changes(leading_lines=[*free, *line.leading_lines]))
        elif region.gate is None:
            head.append(line)
        return [*head, *counts, *flat[region.end :]]

    changed: cst.CSTNode = node
    if region.gate is not None:
        changed = edit.change_statements(changed, (*region.address, region.gate, "body"), lambda flat: [line])
    changed = edit.change_statements(changed, region.address, cut)
    if plan.supply.unpacked is not None:
        changed = _pack(plan, changed)
    for address in _unread(plan):

        def drop(flat: list[edit.Item], place: int = cast(int, address[-1])) -> list[edit.Item]:
            return [item for index, item in enumerate(flat) if index != place]

        changed = edit.change_statements(changed, address[:-1], drop)
    result = cst.ensure_type(changed, cst.FunctionDef)
    return worker.decorated(result, decorator) if plan.makes_worker else result


def _counting(line: edit.Line) -> edit.Line:
    """A loop without its crossings."""
    loop = cst.ensure_type(line, cst.For)
    body = [
        item.alone()
        for item in edit.items(loop.body)
        if isinstance(item.line, cst.SimpleStatementLine) and isinstance(item.line.body[item.small], cst.AugAssign)
    ]
    return loop.with_changes(body=cst.IndentedBlock(body=body), leading_lines=[])


def _crossing_line(plan: Plan, module: cst.Module, fetch: cst.FunctionDef) -> edit.Line:
    """The statement that hands the data over.

    Comments at a lone crossing whose local function is inlined are about crossing: they stay with it.
    """
    shown = plan.shown
    line = call_line(module, plan.handover)
    if len(shown) != 1 or not plan.inlines or not isinstance(shown[0], ast.Expr):
        return line
    old = cst.ensure_type(_line_at(fetch, _address_of(plan, shown[0])), cst.SimpleStatementLine)
    above = edit.comments_above(old)
    return line.with_changes(
        leading_lines=[*edit.blank_above(old), *above] if above else [], trailing_whitespace=old.trailing_whitespace
    )


def _pack(plan: Plan, node: cst.CSTNode) -> cst.CSTNode:
    assert plan.supply.unpacked is not None
    address, statement, name = plan.supply.unpacked
    remaining = _remaining(plan)
    targets = frozenset(n.id for n in ast.walk(cast(ast.Assign, statement).targets[0]) if isinstance(n, ast.Name))
    if name in plan.fetch.scope.locals - targets:
        raise plan.fetch.refuse(f"`{name}` means something else in `{plan.fetch.name}`", statement.lineno)
    read = any(targets & _names(s) for s in remaining if s is not statement)

    def pack(flat: list[edit.Item]) -> list[edit.Item | edit.Line]:
        place = cast(int, address[-1])
        line = cst.ensure_type(flat[place].alone(), cst.SimpleStatementLine)
        assign = cst.ensure_type(line.body[0], cst.Assign)
        packed = line.with_changes(body=[assign.with_changes(targets=[cst.AssignTarget(target=cst.Name(name))])])
        unpack = line.with_changes(body=[assign.with_changes(value=cst.Name(name))], leading_lines=[])
        return [*flat[:place], packed, *([unpack] if read else []), *flat[place + 1 :]]

    return edit.change_statements(node, address[:-1], pack)


def _names(statement: ast.AST) -> Names:
    return frozenset(n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


def _remaining(plan: Plan) -> list[ast.stmt]:
    """The statements of the fetch that stay, at any depth."""
    gone = {id(inner) for statement in plan.gone for inner in ast.walk(statement)}
    return [s for _, s in every_statement(plan.fetch.body) if id(s) not in gone]


def _unread(plan: Plan) -> list[edit.Address]:
    """Statements from before the cut that only served the display, last first."""
    handed = frozenset(n.id for n in ast.walk(ast.parse(plan.handover)) if isinstance(n, ast.Name))
    remaining = _remaining(plan)
    found: list[edit.Address] = []
    for address, statement in reversed(plan.supply.rebuilt):
        binds = plan.fetch.use(statement).binds
        others = [s for s in remaining if s is not statement and not _encloses(s, statement)]
        read = frozenset().union(*(_own_names(s) for s in others)) if others else NONE
        if not binds & (read | handed):
            found.append(address)
            remaining.remove(statement)
    return found


def _encloses(outer: ast.stmt, inner: ast.stmt) -> bool:
    return outer is not inner and any(node is inner for node in ast.walk(outer))


def _own_names(statement: ast.stmt) -> Names:
    """Names read by a statement itself: those of nested statements are counted with these."""
    if isinstance(statement, FunctionNode | ast.ClassDef):
        return _names(statement)
    found: set[str] = set()
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            found |= _names(child)
    for node in walk_scope(statement):
        if isinstance(node, ast.Lambda):
            found |= _names(node)
    return frozenset(found)


def unsplit(found: NothingShown, reading: Reading) -> Refusal:
    """What is said where there is nothing to split."""
    return refusal(found, reading)
