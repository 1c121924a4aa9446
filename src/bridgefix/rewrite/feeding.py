"""What the fetch hands to a bridge that is written after an exemplar, and what of the fetch goes to the bridge with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from bridgefix.effects import Model
from bridgefix.facts import Function
from bridgefix.findings import Refusal, Thread
from bridgefix.rewrite import edit, excerpt
from bridgefix.rewrite.brought import brings
from bridgefix.rewrite.datum import Supply, Wanted, is_response
from bridgefix.rewrite.edit import Address, Line
from bridgefix.rewrite.exemplar import data_params
from bridgefix.rewrite.given import contradiction
from bridgefix.rewrite.handover import handover
from bridgefix.rewrite.names import NONE, Names, walk
from bridgefix.rewrite.opening import Opening, check_kept, wanted
from bridgefix.rewrite.planning import Plan, make_plan
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region, Taint
from bridgefix.rewrite.rows import prepared
from bridgefix.rewrite.slicing import Slice, foreign
from bridgefix.rewrite.trees import every_statement, lists_below
from bridgefix.rewrite.words import singular
from bridgefix.rewrite.words import split as words_of
from bridgefix.settings import Settings

_NUMBERS = frozenset("len sum bool int float str min max any all".split())


@dataclass(frozen=True)
class Feed:
    """How the data gets to the bridge."""

    plan: Plan | None = None
    """What changes in the fetch; None where it hands its data over already."""
    rows: str | None = None
    """What prepared rows are called in the bridge, where there are any."""
    binds: Names = NONE
    """Names that statements from the fetch bind in the bridge."""
    others: Names = NONE
    """Parameters of the bridge that are no fetched data: it hands them on to the fetch."""
    cells_at: int = 0
    """The line on which the fetch makes the data that it hands over, where these are rows of cells."""
    lines: tuple[Line, ...] = ()
    """Statements that the fetch keeps, and that the bridge repeats to have the rows."""


def feed(
    model: Model,
    texts: Mapping[str, str],
    bridge: Reading,
    fetch: Reading,
    opening: Opening,
    settings: Settings,
    *,
    needs_rows: bool,
    spelling: str | None,
) -> Feed:
    """Decide what the fetch hands over.

    Args:
        needs_rows: the exemplar can't tell what the cells of a row are, so the fetch has to.
        spelling: how the exemplar's own fetch crosses, for a fetch of which no thread is known.
    Raises:
        Refusal: where it can't be told which value the bridge's parameter stands for.
    """
    asks = wanted(bridge, fetch, opening, texts)
    others = frozenset(asks.handed.values())
    params = [name for name in data_params(bridge) if name not in others]
    rows = prepared(fetch)
    handed = handed_over(model, bridge, fetch)
    if handed is not None:
        inside, values = handed
        name = values[0].id if inside and len(values) == 1 and isinstance(values[0], ast.Name) else ""
        if len(params) == 1 and name in rows:
            return Feed(rows=params[0], others=others, cells_at=rows[name].lineno)
        if needs_rows and len(params) == 1 and name and len(rows) == 1:
            return _repeated(fetch, texts, next(iter(rows)), {name: params[0]}, Feed(others=others))
        return Feed(others=others)
    arguments = _data(fetch, params, rows)
    made = [name for name in rows if name not in arguments.values()]
    if needs_rows and len(made) == 1:
        try:
            return _with_rows(bridge, fetch, opening, settings, texts, made[0], rows[made[0]], asks)
        except Refusal:
            # The fetch goes on to use what it prepares: then both have to.
            plan = _plain(bridge, fetch, opening, settings, texts, asks, arguments, spelling)
            names = {name: param for param, name in arguments.items()}
            return _repeated(fetch, texts, made[0], names, Feed(plan, others=others))
    own = next((param for param, name in arguments.items() if name in rows), None)
    plan = _plain(bridge, fetch, opening, settings, texts, asks, arguments, spelling)
    return Feed(plan, own, others=others, cells_at=rows[arguments[own]].lineno if own else 0)


def handed_over(model: Model, bridge: Reading, fetch: Reading) -> tuple[bool, list[ast.expr]] | None:
    """Whether the fetch (or, where False, somebody who calls it) hands its data to the bridge already, and the values."""
    for node in walk(fetch.node):
        if isinstance(node, ast.Call):
            view = fetch.view(node)
            if view is not None and any(f.id == bridge.function.id for f in (*view.runs, *view.targets)):
                return True, node.args[1:] if view.kind == "crossing" else list(node.args)
    for site in model.project.callers(fetch.function.id):
        caller = model.project.functions[site.caller]
        if site.caller == bridge.function.id or site.call is None or site.call.statement:
            continue
        if any(_runs(model, f, bridge.function) for f in (caller, *_nested(model, caller))):
            return False, []
    return None


def handed_names(model: Model, bridge: Reading, fetch: Reading) -> Iterator[str]:
    """The names of the fetch that it hands to the bridge already."""
    found = handed_over(model, bridge, fetch)
    for value in found[1] if found is not None else ():
        if isinstance(value, ast.Name):
            yield value.id


def _nested(model: Model, function: Function) -> Iterator[Function]:
    for other in model.project.functions.values():
        if other.path == function.path and other.parent == function.qualname:
            yield other


def _runs(model: Model, function: Function, bridge: Function) -> bool:
    return any(
        bridge in (*view.runs, *view.targets)
        for call in function.calls
        if (view := model.effects.view(function.path, call.span)) is not None
    )


def crossing_instead(
    model: Model, texts: Mapping[str, str], bridge: Reading, fetch: Reading, spelling: str
) -> str | None:
    """The fetch's file with its plain call of the bridge turned into a crossing; None where there is nothing to turn.

    Only for a fetch that runs in a worker: there a plain call touches the widgets off main.
    """
    thread = model.threads.of_without(fetch.function.id, {(bridge.function.id, fetch.function.id)})
    direct = [
        node
        for node in walk(fetch.node)
        if isinstance(node, ast.Call)
        and (view := fetch.view(node)) is not None
        and view.kind == "plain"
        and bridge.function in view.targets
    ]
    if thread is not Thread.WORKER or not direct or fetch.is_async:
        return None
    module = excerpt.parsed(texts[fetch.path], fetch.function.qualname)
    changer = _Cross(f"{fetch.receiver}.{bridge.name}", cst.parse_expression(spelling))

    def change(node: cst.FunctionDef) -> cst.FunctionDef:
        return cst.ensure_type(node.visit(changer), cst.FunctionDef)

    return excerpt.code(edit.change_functions(module, {fetch.function.qualname: change}), texts[fetch.path])


class _Cross(edit.Changer):
    def __init__(self, target: str, crossing: cst.BaseExpression) -> None:
        super().__init__()
        self.target = target
        self.crossing = crossing

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        if edit.dotted(original_node.func) != self.target:
            return updated_node
        comma = (
            cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")) if updated_node.args else cst.MaybeSentinel.DEFAULT
        )
        return updated_node.with_changes(
            func=self.crossing, args=[cst.Arg(updated_node.func, comma=comma), *updated_node.args]
        )


def _with_rows(
    bridge: Reading,
    fetch: Reading,
    opening: Opening,
    settings: Settings,
    texts: Mapping[str, str],
    name: str,
    last: ast.stmt,
    asks: Wanted,
) -> Feed:
    """The statements that prepare the rows move to the bridge, as a render half would."""
    body = fetch.body
    at = body.index(last)
    blocks = [i for i in range(fetch.first, at + 1) if fetch.deed(body[i]).blocks]
    start = blocks[-1] + 1 if blocks else fetch.first
    if start > at:
        raise fetch.refuse(f"line {last.lineno} of `{fetch.name}` fetches and prepares `{name}` in one", last.lineno)
    taint = Taint()
    for statement in body[fetch.first : start]:
        taint = taint.after(fetch, statement)
    before = tuple((("body", i), body[i]) for i in range(fetch.first, start))
    region = Region(("body",), body, start, (at,), at + 1, before, (), taint)
    plan = make_plan(bridge, fetch, region, opening, asks, settings, texts)
    renames = plan.supply.renames
    moved = [*(body[i] for i in plan.supply.slice.moved), *(s for _, s in plan.supply.rebuilt)]
    binds = frozenset(renames.get(n, n) for s in moved for n in fetch.use(s).binds)
    return Feed(plan, renames.get(name, name), binds, frozenset(asks.handed.values()))


def _repeated(fetch: Reading, texts: Mapping[str, str], rows: str, names: Mapping[str, str], fed: Feed) -> Feed:
    """The statements that prepare the rows, for the bridge to repeat; `names` of the fetch are the bridge's parameters."""
    body = fetch.body
    chosen: list[int] = []
    need: Names = frozenset({rows})
    for index in reversed(range(fetch.first, len(body))):
        use = fetch.use(body[index])
        if (use.binds | fetch.changed(use)) & (need - set(names)):
            chosen.append(index)
            need |= use.reads
    binds = frozenset().union(*(fetch.use(body[i]).binds for i in chosen))
    for index in chosen:
        statement, use, deed = body[index], fetch.use(body[index]), fetch.deed(body[index])
        told = any(view is not None and view.logs for _, view in fetch.calls(statement))
        if deed.blocks or deed.shows or use.sets or use.leaves or told or foreign(fetch, statement, binds) is not None:
            raise fetch.refuse(
                f"`{rows}` is prepared on line {statement.lineno} in a way that the bridge can't repeat",
                statement.lineno,
            )
    missing = need - binds - set(names)
    if missing or binds & set(names.values()):
        name = sorted(missing or binds & set(names.values()))[0]
        raise fetch.refuse(f"`{rows}` also needs `{name}`, which the bridge does not have", fetch.node.lineno)
    name = fetch.function.qualname
    function = edit.find_function(excerpt.parsed(texts[fetch.path], name), name)
    flat = edit.statements(function, ("body",))
    lines = [edit.without_comments(edit.rename(flat[i].alone(), names)) for i in sorted(chosen)]
    return replace(fed, rows=names.get(rows, rows), binds=binds, lines=tuple(lines))


def _end(body: Sequence[ast.stmt]) -> int:
    """Where a statement that comes last goes: before a closing `return`."""
    return len(body) - 1 if isinstance(body[-1], ast.Return) else len(body)


def _data(fetch: Reading, params: Sequence[str], rows: Mapping[str, ast.stmt]) -> dict[str, str]:
    """Parameter of the bridge -> what the fetch hands over for it."""
    direct: dict[str, ast.stmt] = {}
    derived: dict[str, ast.stmt] = {}
    kept: dict[str, ast.stmt] = {}
    taint = Taint()
    for _, statement in every_statement(fetch.body):
        if list(lists_below(statement)):
            continue
        blocks, touches = fetch.deed(statement).blocks, taint.touches(fetch.use(statement))
        taint = taint.after(fetch, statement)
        if not (blocks or touches) or not isinstance(statement, ast.Assign):
            continue
        for name in sorted(fetch.use(statement).binds):
            (direct if blocks else derived).setdefault(name, statement)
        for target in statement.targets:
            own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
            if blocks and own and brings(fetch, statement):
                kept[ast.unparse(target)] = statement
    found = {param: param for param in params if param in direct or param in derived}
    left = [param for param in params if param not in found]
    if not left:
        return found
    if len(params) != 1:
        raise fetch.refuse(f"`{fetch.name}` has nothing that is surely `{left[0]}`", fetch.node.lineno)
    candidates = [
        name
        for name, statement in {**direct, **derived}.items()
        if name not in rows
        and not _is_number(statement)
        and not is_response(fetch, getattr(statement, "value", None))
        and (brings(fetch, statement) or not fetch.deed(statement).blocks)
    ]
    akin = [name for name in candidates if _words(name) & _words(left[0])]
    alone = [name for name in direct if name in candidates]
    for choice in (akin, candidates, alone):
        if len(choice) == 1:
            return {left[0]: choice[0]}
    if not candidates and len(kept) == 1:
        return {left[0]: next(iter(kept))}
    if not candidates:
        raise fetch.refuse(
            f"what `{fetch.name}` fetches has no name in it, so it can't be handed over", fetch.node.lineno
        )
    named = ", ".join(f"`{name}`" for name in candidates)
    raise fetch.refuse(f"it can't be told which of {named} is the `{left[0]}` of the bridge", fetch.node.lineno)


def _words(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in words_of(name))


def _is_number(statement: ast.stmt) -> bool:
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Compare | ast.JoinedStr) or (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in _NUMBERS
    )


def _plain(
    bridge: Reading,
    fetch: Reading,
    opening: Opening,
    settings: Settings,
    texts: Mapping[str, str],
    asks: Wanted,
    arguments: Mapping[str, str],
    spelling: str | None,
) -> Plan:
    """The fetch as it is, and the data handed over at its end."""
    check_kept(bridge, opening, may_be_none=False, empty_shows=False, own_guard="empty", looks_into=True)
    statements = [statement for _, statement in every_statement(fetch.body)]
    for param, name in arguments.items():
        found = contradiction(fetch, param, name, asks.given.get(param, ()), statements)
        if found is not None:
            raise fetch.refuse(found.reason, found.line)
    address, body, parents = _place(fetch, next(iter(arguments.values())))
    end = _end(body)
    region = Region(address, body, end, (), end, (), parents, Taint())
    got = Supply(
        slice=Slice(end, (), (), (), (), NONE, NONE, False),
        arguments={**arguments, **{ours: theirs for theirs, ours in asks.handed.items()}},
    )
    thread = fetch.model.threads.of_without(fetch.function.id, {(bridge.function.id, fetch.function.id)})
    if thread is Thread.BOTH:
        raise fetch.refuse(
            f"`{fetch.name}` runs on main and in a worker: neither a crossing nor a direct call is right on both",
            fetch.node.lineno,
        )
    if bridge.is_async and not fetch.is_async and thread is not Thread.WORKER:
        raise fetch.refuse(f"`{bridge.name}` is `async`, and `{fetch.name}` can't await it", fetch.node.lineno)
    line, makes_worker, note = handover(
        bridge, fetch, region, got, asks, settings, texts, makes_async=False, spelling=spelling
    )
    return Plan(
        bridge=bridge,
        fetch=fetch,
        region=region,
        supply=got,
        opening=opening,
        wanted=asks,
        guards=(),
        inlines={},
        handover=line,
        makes_worker=makes_worker,
        makes_async=False,
        baggage=(),
        note=note,
        leaves_fetch=False,
    )


def _place(fetch: Reading, name: str) -> tuple[Address, Sequence[ast.stmt], tuple[ast.stmt, ...]]:
    """The outermost list after which the value is surely there, and what stands round it."""
    address: Address = ("body",)
    body: Sequence[ast.stmt] = fetch.body
    parents: list[ast.stmt] = []
    while True:
        if _surely(fetch, body, name):
            return address, body, tuple(parents)
        for index, statement in enumerate(body):
            inner = [(below, part) for below, part in lists_below(statement) if _binds(fetch, part, name)]
            if inner and not isinstance(statement, ast.For | ast.While | ast.AsyncFor):
                if len(inner) > 1:
                    raise fetch.refuse(f"`{name}` is fetched in more than one place", statement.lineno)
                below, body = inner[0]
                address = (*address, index, *below)
                parents.append(statement)
                break
        else:
            raise fetch.refuse(f"there is no place where `{name}` is surely fetched", fetch.node.lineno)


def _surely(fetch: Reading, body: Sequence[ast.stmt], name: str) -> bool:
    if "." in name:
        attribute = name.rpartition(".")[2]
        return any(attribute in fetch.use(s).sets and not list(lists_below(s)) for s in body)
    return any(name in fetch.use(statement).always for statement in body)


def _binds(fetch: Reading, body: Sequence[ast.stmt], name: str) -> bool:
    if "." in name:
        return any(name.rpartition(".")[2] in fetch.use(s).sets for s in body)
    return any(name in fetch.use(statement).binds for statement in body)
