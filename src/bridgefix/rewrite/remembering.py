"""What the fetch leaves of its data for others: they must find it, too, when the bridge was given the data.

`self.tracks = found`, read by an action, `self.post_message(self.Counted(len(found)))`, which another widget shows:
before the fix, the bridge did that by fetching again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.holders import targets_of
from bridgefix.rewrite.lazy import GOING_THROUGH
from bridgefix.rewrite.names import NONE, Names, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region, Taint
from bridgefix.rewrite.trees import every_statement, lists_below
from bridgefix.syntax import parts_of


class Kept(NamedTuple):
    """What a statement that does nothing else keeps on the object."""

    targets: tuple[ast.Attribute, ...]
    """`self.x`, `self.state.x`."""
    anew: bool
    """Whether each is set to something new, rather than changed in place or made of what it was."""


def ways_to_remember(reading: Reading, region: Region) -> Iterator[Region]:
    """The region with what the bridge remembers in place of the fetch, then as well as it, then not at all.

    Not at all is no way where others read what is made of the data.
    """
    plain, end = region, region.end
    while end < len(region.body) and _is_remembered(reading, region, end, [end]):
        end += 1
    region = region._replace(end=end)
    rest = [index for index in range(region.start, region.end) if index not in region.shows]
    sets = _remembered(reading, region, rest)
    posts = tuple(index for index in rest if _posts(reading, region, index))
    if posts:
        yield region._replace(remembered=tuple(sorted((*sets, *posts))))
    if sets:
        yield region._replace(remembered=sets)
        again = all(_can_be_kept_twice(reading, region.body[index]) for index in sets)
        if again and max(sets) < min(region.shows, default=region.end):
            # Between two shows the fetch would come to remember it before the first.
            yield region._replace(remembered=sets, twice=True)
    yield plain


def _can_be_kept_twice(reading: Reading, statement: ast.stmt) -> bool:
    """Whether the bridge may keep again what the fetch has kept: it would set back what was set since."""
    kept = _kept(reading, statement)
    later = [
        reading.use(other)
        for _, other in every_statement(reading.body)
        if other.lineno > statement.lineno and not list(lists_below(other))
    ]
    if reading.use(statement).reads & NONE.union(*map(reading.changed, later)):
        # What is kept grows afterwards, and that of the bridge would not.
        return False
    set_later = NONE.union(*(use.sets for use in later))
    return (
        kept is not None
        and kept.anew
        and all(reading.can_be_set_again(target) and target.attr not in set_later for target in kept.targets)
    )


def check_remembered(reading: Reading, region: Region, leaves: Collection[int], given: Names) -> None:
    """Raises Refusal where the fetch alone keeps what others read of its data.

    Args:
        leaves: The statements of the region that the bridge gets, whole.
        given: The attributes that the bridge is handed, or sets for itself.
    """
    taint = Taint()
    keeping = [s for _, s in every_statement(reading.body) if not list(lists_below(s)) and _kept(reading, s)]
    stays = [whole for _, whole in region.until(region.start)]
    stays += [region.body[index] for index in range(region.start, region.end) if index not in leaves]
    for _, statement in every_statement(stays):
        if list(lists_below(statement)):
            taint = taint.through(reading, statement)
            continue
        for target in _stored(reading, statement) if taint.touches(reading.use(statement)) else ():
            if target.attr not in given and _is_for_others(reading, target, keeping):
                line = statement.lineno
                raise reading.refuse(
                    f"line {line} keeps in `{reading.source(target)}`, which others read, something of the data: the bridge "
                    "would leave that as it was",
                    line,
                )
        taint = taint.after(reading, statement)


def remembered_as(reading: Reading, region: Region, cut: int, name: str) -> Iterator[str]:
    """The targets, `self.x`, that keep the very data for others before the cut, where the bridge must, too."""
    for _, statement in _surely(region.until(cut)):
        if isinstance(statement, ast.If) and reading.use(statement).leaves:
            # What is behind it, the bridge would do before it asks that.
            return
        for target, value in targets_of(statement):
            if isinstance(value, ast.Name) and value.id == name and _is_for_others(reading, target):
                check_can_be_set_again(reading, target)
                yield reading.source(target)


def check_can_be_set_again(reading: Reading, target: ast.expr) -> None:
    """Raises Refusal where setting what the fetch sets and the bridge has to, too, does more than to keep it."""
    if not reading.can_be_set_again(target):
        raise reading.refuse(
            f"to set `{reading.source(target)}` on line {target.lineno} does more than to keep it, and the bridge would do that "
            "a second time in each refresh",
            target.lineno,
        )


def remembered_again(reading: Reading, region: Region, cut: int, data: Names) -> Iterator[tuple[Address, ast.stmt]]:
    """What keeps something of the data for others before the cut (`self.total = len(rows)`), where the bridge must, too."""
    for address, statement in _surely(region.until(cut)):
        use, kept = reading.use(statement), _kept(reading, statement)
        if isinstance(statement, ast.If) and use.leaves:
            return
        if kept is None or not kept.targets or isinstance(getattr(statement, "value", None), ast.Name):
            continue
        if not use.reads & data or use.reads & reading.scope.locals - data - {reading.receiver} or use.gets:
            continue
        if any(_is_for_others(reading, target) for target in kept.targets) and _can_be_kept_twice(reading, statement):
            yield address, statement


def _stored(reading: Reading, statement: ast.stmt) -> Iterator[ast.Attribute]:
    """The attributes that a statement assigns to, or changes in place and does nothing else."""
    kept = _kept(reading, statement)
    if kept is not None:
        yield from kept.targets
        return
    for node in walk(statement):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node


def _surely(statements: Iterable[tuple[Address, ast.stmt]]) -> Iterator[tuple[Address, ast.stmt]]:
    """Statements, with those in a `with` or in what a `try` tries."""
    for address, statement in statements:
        yield address, statement
        if isinstance(statement, ast.Try | ast.With):
            yield from _surely(((*address, "body", index), inner) for index, inner in enumerate(statement.body))


def _remembered(reading: Reading, region: Region, rest: Sequence[int]) -> tuple[int, ...]:
    """Those statements that keep something of the data for others, or for one another."""
    found = [index for index in rest if _kept(reading, region.body[index])]
    while True:
        left = [index for index in found if _is_remembered(reading, region, index, found)]
        if left == found:
            return tuple(found)
        found = left


def _is_remembered(reading: Reading, region: Region, index: int, beside: Sequence[int]) -> bool:
    """Whether a statement keeps, for others to read, what follows from the data, or says by it that this is there:
    `self.loaded = True`.

    Args:
        beside: The statements, it among them, that are remembered together.
    """
    statement = region.body[index]
    kept = _kept(reading, statement)
    if kept is None or not kept.targets:
        return False
    together = [region.body[other] for other in beside]
    if not kept.anew and any(_is_named(reading, target.attr, together) for target in kept.targets):
        # What empties it before, or fills it elsewhere, would not be done by the bridge.
        return False
    others = [region.body[other] for other in beside if other != index]
    follows = region.taint_at(reading, index).touches(reading.use(statement))
    value = statement.value if isinstance(statement, ast.Assign) else None
    flag = isinstance(value, ast.Constant)
    bare = (
        flag
        or not kept.anew
        or (isinstance(value, ast.List | ast.Dict | ast.Call) and not reading.use(statement).reads)
    )
    if not follows and not flag and not (bare and _keeps_too(reading, others, kept)):
        return False
    for_others = [_is_for_others(reading, target, together, others) for target in kept.targets]
    return any(for_others) and None not in for_others


def _keeps_too(reading: Reading, others: Sequence[ast.stmt], kept: Kept) -> bool:
    """Whether other statements fill what one empties (`self.names.clear()`, `self.names = []`)."""
    names = {target.attr for other in others for target in (_kept(reading, other) or Kept((), True)).targets}
    return all(target.attr in names for target in kept.targets)


def _kept(reading: Reading, statement: ast.stmt) -> Kept | None:
    """What a statement keeps on the object; None where it does anything else."""
    match statement:
        case ast.Assign(targets=targets, value=value) if _is_quiet(reading, value):
            found = [_kept_in(reading, inner) for target in targets for inner in _inside(target)]
            return _both(found)
        case ast.AugAssign(target=target, value=value) if _is_quiet(reading, value):
            return _in_place(_kept_in(reading, target))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder)) as call) if _is_chain(holder, reading.receiver):
            view = reading.view(call)
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            known = view is not None and view.mutates == frozenset({"self"}) and not view.blocks and not view.logs
            return _in_place(_kept_in(reading, holder)) if known and all(map(reading.pure, given)) else None
        case ast.If(test=test, body=body, orelse=orelse) if reading.pure(test):
            return _in_place(_both([_kept(reading, inner) for inner in (*body, *orelse)]))
        case ast.For(target=ast.Name() | ast.Tuple(), iter=iterable, body=body, orelse=[]) if reading.pure(iterable):
            return _in_place(_both([_kept(reading, inner) for inner in body]))
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=[]):
            inside = [*body, *(inner for handler in handlers for inner in handler.body), *orelse]
            return _in_place(_both([_kept(reading, inner) for inner in inside]))
        case ast.Pass():
            return Kept((), anew=True)
    return None


def _is_quiet(reading: Reading, value: ast.expr) -> bool:
    """Whether a value is worked out at once, by what has no other effect."""
    return reading.pure(value) and not any(isinstance(part, ast.Lambda | ast.GeneratorExp) for part in _lasting(value))


def _lasting(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions in a value that are not used up while it is worked out, as those are that `sum(…)` goes through."""
    yield node
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in GOING_THROUGH or name == "next":
            return
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join")):
            return
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.expr):
            yield from _lasting(inner)
        elif isinstance(inner, ast.keyword):
            yield from _lasting(inner.value)
        elif isinstance(inner, ast.comprehension):
            yield from _lasting(inner.iter)


def _inside(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for inner in target.elts:
            yield from _inside(inner)
    else:
        yield target


def _kept_in(reading: Reading, target: ast.expr) -> Kept | None:
    """What a target keeps: `self.x`, or an item of that."""
    if isinstance(target, ast.Subscript):
        return _in_place(_kept_in(reading, target.value)) if reading.pure(target.slice) else None
    if isinstance(target, ast.Attribute) and _is_chain(target, reading.receiver):
        return Kept((target,), anew=True)
    return None


def _in_place(kept: Kept | None) -> Kept | None:
    return kept._replace(anew=False) if kept is not None else None


def _both(found: Sequence[Kept | None]) -> Kept | None:
    if any(kept is None for kept in found):
        return None
    kept = [each for each in found if each is not None]
    return Kept(tuple(target for each in kept for target in each.targets), all(each.anew for each in kept))


def _is_named(reading: Reading, attribute: str, beside: Sequence[ast.stmt]) -> bool:
    """Whether the method names an attribute outside of some statements."""
    return any(isinstance(node, ast.Attribute) and node.attr == attribute for node in _without(reading, beside))


def _without(reading: Reading, statements: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of the method, those of some statements left out."""
    left_out = {id(node) for statement in statements for node in walk(statement)}
    return (node for node in walk(reading.node) if id(node) not in left_out)


def _posts(reading: Reading, region: Region, index: int) -> bool:
    """Whether a statement posts a message, made of the data alone, that something in the project handles."""
    match region.body[index]:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="post_message"),
                args=[ast.Call(func=message) as made],
                keywords=[],
            )
        ) if name == reading.receiver:
            use = reading.scope.expression(made)
            follows = region.taint_at(reading, index).touches(use) and all(map(reading.pure, made.args))
            return follows and _is_handled(reading, ast.unparse(message).rpartition(".")[2])
    return False


def _is_handled(reading: Reading, message: str) -> bool:
    """Whether a method handles messages of a class: `on_people_counted`, `@on(People.Counted)`."""
    ending = "_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", message).lower()
    for function in reading.model.project.functions.values():
        named = function.name.lstrip("_").startswith("on_") and function.name.endswith(ending)
        given = any(
            part.kind in ("attr", "name") and part.name == message
            for decorator in function.decorators
            for part in parts_of(decorator)
        )
        if named or given:
            reading.model.effects.asked.texts.add(function.id)
            return True
    return False


def _is_for_others(
    reading: Reading, target: ast.expr, together: Sequence[ast.stmt] = (), others: Sequence[ast.stmt] = ()
) -> bool | None:
    """Whether a target is `self.x`, or `self.state.x`, that others read; None where the method itself reads it before.

    What it reads then it may compare with the data of this time, and the bridge would spoil that. Who only hands
    it to the bridge has it already, where that gets its data from nobody else.

    Args:
        together: Statements of the method that may read it all the same: they keep something, too.
        others: Those of them that count as others.
    """
    if not _is_chain(target, reading.receiver):
        return False
    assert isinstance(target, ast.Attribute)
    name, effects, function = target.attr, reading.model.effects, reading.function
    nodes = list(_without(reading, together))
    # What it reads later is what it has set.
    gets, _ = _read_in(reading, target, [node for node in nodes if reading.may_run_before(node, target)])
    _, sets = _read_in(reading, target, nodes)
    if name in gets | sets:
        return None
    givers = _givers(reading, name)
    readers = [
        other
        for other in effects.readers.get(name, ())
        if not f"{other}.".startswith(f"{function.id}.") and other not in givers
    ]
    effects.asked.texts.update(readers)
    return bool(readers) or any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr == name
        for other in others
        for node in walk(other)
    )


def _read_in(reading: Reading, target: ast.Attribute, nodes: Sequence[ast.AST]) -> tuple[Names, Names]:
    """The attributes that nodes of the method read, by themselves or in what they run, and those that are set by that."""
    # `self.service.rates` is not `self.rates`; what stands behind a name may be anything.
    plain = isinstance(target.value, ast.Name)
    asked = frozenset(
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and not (plain and _is_chain(node.value, reading.receiver))
    )
    called = (
        reading.model.effects.of(run.id).reads
        for node in nodes
        if isinstance(node, ast.Call) and (view := reading.view(node)) is not None
        for run in (*view.targets, *view.runs)
    )
    return reading.behind.read(asked.union(*called))


def _is_chain(target: ast.expr, receiver: str) -> bool:
    """Whether an expression is attributes of the object, one in the other, and nothing else."""
    if not isinstance(target, ast.Attribute):
        return False
    if isinstance(target.value, ast.Name):
        return target.value.id == receiver
    return _is_chain(target.value, receiver)


def _givers(reading: Reading, attribute: str) -> frozenset[str]:
    """Ids of the functions that give the bridge what an attribute holds; of none, where others give it something else."""
    calls = [
        (site.caller, site.call)
        for site in reading.model.project.callers(reading.bridge_id or "")
        if site.call is not None and site.caller != reading.function.id
    ]
    giving = {
        caller
        for caller, call in calls
        if any(
            part.kind == "attr" and part.name == attribute
            for given in (*call.args, *(value for _, value in call.keywords))
            for part in parts_of(given)
        )
    }
    return frozenset(giving) if all(caller in giving for caller, _ in calls) else frozenset()
