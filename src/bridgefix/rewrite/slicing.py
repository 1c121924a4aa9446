"""What of a region goes to the bridge, what stays with the fetch, what both need.

A backward slice from what is shown. The split runs all that stays before all that moves, so every pair that changes
places by that must be shown not to depend on each other.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from bridgefix.findings import Refusal
from bridgefix.rewrite.asking import asks_worker
from bridgefix.rewrite.forgiving import is_forgiving
from bridgefix.rewrite.names import NONE, FunctionNode, Names, root, self_attribute, spelled, walk, walk_scope
from bridgefix.rewrite.ordering import (
    OutOfOrder,
    between_shows,
    cannot_fail,
    check_asked_again,
    check_forgiven,
    check_order,
    copied_to_both,
    has_effect,
    keeps_state,
    moving_use,
)
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rewrite.trees import lists_below
from bridgefix.rewrite.use import Use
from bridgefix.syntax import dotted


class Slice(NamedTuple):
    """A region divided; all indices count in the region's list."""

    cut: int
    moved: tuple[int, ...]
    """Statements that go to the bridge, in order."""
    guards: tuple[int, ...]
    """Those of them of which the bridge gets the test and a bare `return` only; the fetch keeps them whole."""
    copied: tuple[int, ...]
    """Those that the fetch keeps as well."""
    counted: tuple[int, ...]
    """Loops that show and count: the fetch keeps the counting, after the crossing."""
    needs: Names
    """Local names that the bridge's statements read and do not bind."""
    attributes: Names
    """Attributes of `self` that they read and do not set."""
    awaits: bool
    """Whether a moved statement awaits something by itself."""


def divide(reading: Reading, region: Region, cut: int) -> Slice:
    """Divide the region from `cut` on. Raises Refusal with the line that stands in the way."""
    along = set(region.remembered)
    stood: Refusal | None = None
    while True:
        try:
            return _divide(reading, region, cut, along)
        except OutOfOrder as refusal:
            stood = stood or refusal
            if refusal.stay in along or not keeps_state(reading, region.body[refusal.stay]):
                raise stood from None
            # It keeps its place among what moves.
            along.add(refusal.stay)
        except Refusal as refusal:
            raise stood or refusal from None


def _divide(reading: Reading, region: Region, cut: int, along: set[int]) -> Slice:
    body, end = region.body, region.end
    asking = _asking(reading, region, cut)
    while True:
        moved, gets = _needed(reading, region, cut, along, asking)
        more = {
            index
            for index in range(cut, end)
            if index not in moved and between_shows(region, index) and not cannot_fail(body[index])
        }
        if not more:
            break
        for index in sorted(more):
            if not _may_go_along(reading, body[index]):
                raise reading.refuse(
                    f"line {body[index].lineno} of `{reading.name}` does something between what is shown before and "
                    "after it, and it can't go to the bridge with them",
                    body[index].lineno,
                )
        # What goes along needs what it reads: another round.
        along |= more
    both = frozenset(region.remembered if region.twice else ())
    stays = [index for index in range(cut, end) if index not in moved or index in both]
    following = list(_following(reading, region))
    guards = [
        index
        for index in sorted(asking)
        if not _bare_guard(body[index]) or following or any(later > index for later in stays)
    ]
    use = Use()
    for index in sorted(moved):
        use = use.then(_guard_use(reading, body[index]) if index in guards else moving_use(reading, region, index))
    leaving = sorted(moved - both)
    _check_moved(reading, region, cut, leaving, guards, stays, following)
    check_order(reading, region, leaving, guards, stays)
    made, counted = copied_to_both(reading, region, cut, leaving, guards, stays, following)
    copied = tuple(sorted({*made, *both}))
    for guard in guards:
        for index in sorted(moved - {*copied, *guards}):
            if index < guard and not cannot_fail(body[index]):
                raise reading.refuse(
                    f"line {body[guard].lineno} of `{reading.name}` would come to ask the data before line "
                    f"{body[index].lineno} has dealt with it",
                    body[guard].lineno,
                )
    check_forgiven(reading, region, sorted(moved - {*copied, *guards}), stays)
    for guard in guards:
        statement = body[guard]
        assert isinstance(statement, ast.If)
        # What is made in both halves, the bridge asks where it has made its own so far.
        later = (body[i] for i in (*stays, *both) if i > guard and i not in made)
        check_asked_again(reading, statement, later)
    if use.opaque:
        raise reading.refuse(f"`{reading.name}` uses {use.opaque}", body[cut].lineno)
    return Slice(
        cut, tuple(sorted(moved)), tuple(guards), copied, counted, use.reads, frozenset(gets), "await" in use.leaves
    )


def _asking(reading: Reading, region: Region, cut: int) -> frozenset[int]:
    """The checks that leave for another reason than the worker's own: the bridge has to make them, too."""
    found: list[int] = []
    for index in range(cut, region.end):
        statement = region.body[index]
        if index in region.shows or not reading.use(statement).leaves & {"return", "raise"}:
            continue
        if region.taint_at(reading, index).touches(reading.use(statement)) or not _asks_worker(reading, statement):
            _check_guard(reading, statement)
            found.append(index)
    return frozenset(found)


def _needed(
    reading: Reading, region: Region, cut: int, along: Collection[int], asking: Collection[int]
) -> tuple[set[int], Names]:
    """The statements that what is shown depends on, and what they read of attributes.

    `along` are others that move with them, `asking` are checks of which the test moves.
    """
    moved: set[int] = set()
    need, gets = NONE, NONE
    for index in reversed(range(cut, region.end)):
        statement = region.body[index]
        if index in asking:
            test = _guard_use(reading, statement)
            moved.add(index)
            need, gets = need | test.reads, gets | test.gets
            continue
        use = moving_use(reading, region, index)
        shows = index in region.shows
        wanted = bool(use.binds & need or reading.changed(use) & need or use.sets & gets)
        if wanted and not shows and use.leaves & {"return", "raise"}:
            raise reading.refuse(
                f"line {statement.lineno} of `{reading.name}` may leave the method and also prepares what is shown",
                statement.lineno,
            )
        if shows or wanted or index in along:
            moved.add(index)
            need = (need - use.always) | use.reads
            gets = gets if shows and region.to_bridge else gets | use.gets
    return moved, gets


def _asks_worker(reading: Reading, statement: ast.stmt) -> bool:
    """Whether it is an `if` that decides for the worker alone: the bridge shows all the same."""
    return isinstance(statement, ast.If) and asks_worker(reading, statement.test)


def _bare_guard(statement: ast.stmt) -> bool:
    """Whether it is `if …: return` and nothing else."""
    return (
        isinstance(statement, ast.If)
        and not statement.orelse
        and len(statement.body) == 1
        and isinstance(statement.body[0], ast.Return)
        and statement.body[0].value is None
    )


def _check_guard(reading: Reading, statement: ast.stmt) -> None:
    simple = (
        isinstance(statement, ast.If)
        and not statement.orelse
        and isinstance(statement.body[-1], ast.Return | ast.Raise)
        and all(not reading.use(s).leaves & {"return", "raise"} for s in statement.body[:-1])
    )
    if not simple or not reading.pure(statement.test):  # type: ignore[attr-defined]
        raise reading.refuse(
            f"line {statement.lineno} of `{reading.name}` decides whether anything is shown, in a form that the "
            "bridge can't repeat",
            statement.lineno,
        )


def _guard_use(reading: Reading, statement: ast.stmt) -> Use:
    assert isinstance(statement, ast.If)
    return reading.scope.expression(statement.test)


def _may_go_along(reading: Reading, statement: ast.stmt) -> bool:
    """A log line or a change to the object's own state keeps its place between what is shown around it."""
    if reading.use(statement).leaves:
        return False
    return foreign(reading, statement, NONE) is None


def foreign(reading: Reading, statement: ast.stmt, own: Names) -> ast.Call | None:
    """The first call in a statement whose effect is neither a log line, nor on its own locals, nor on `self`.

    `own` are the locals that move along; a changed one of these is nobody else's business.
    """
    for node in walk_scope(statement):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            continue
        call = node.value
        view = reading.view(call)
        if view is not None and (view.logs or view.pure or view.shows or view.kind == "crossing"):
            continue
        if view is not None and view.targets and not view.blocks:
            continue
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if receiver is not None and root(receiver) in own:
            continue
        if (
            receiver is not None
            and self_attribute(receiver, reading.receiver)
            and view is not None
            and view.mutates == frozenset({"self"})
        ):
            continue
        return call
    return None


def _following(reading: Reading, region: Region) -> Iterator[ast.stmt]:
    """What may still run in the method after the region, on the way without exceptions."""
    yield from region.body[region.end :]
    lists: list[tuple[Sequence[ast.stmt], ast.stmt]] = []
    body: Sequence[ast.stmt] = reading.body
    for parent in region.parents:
        lists.append((body, parent))
        for _, inner in lists_below(parent):
            if inner is region.body or any(other in inner for other in region.parents):
                body = inner
    for siblings, parent in reversed(lists):
        if isinstance(parent, ast.Try) and parent.orelse is not region.body and parent.orelse:
            yield from parent.orelse
        yield from siblings[list(siblings).index(parent) + 1 :]


def _check_moved(
    reading: Reading,
    region: Region,
    cut: int,
    moved: Sequence[int],
    guards: Sequence[int],
    stays: Sequence[int],
    following: Sequence[ast.stmt],
) -> None:
    body = region.body
    own = frozenset().union(*(reading.use(body[i]).binds for i in moved)) if moved else NONE
    own |= (_plain(reading) & reading.scope.locals) | region.taint_at(reading, cut).names
    for index in moved:
        if region.gate not in (None, index) and index not in region.shows and has_effect(reading, body[index]):
            raise reading.refuse(
                f"line {body[index].lineno} has an effect, whether anything is shown or not", body[index].lineno
            )
        if region.gate not in (None, index) and reading.changed(reading.use(body[index])) & region.taint.names:
            # Behind the gate it might not be done.
            raise reading.refuse(
                f"line {body[index].lineno} changes the data, whether it is shown or not", body[index].lineno
            )
    if region.gate is not None and isinstance(body[region.gate], ast.Try | ast.With):
        for index in moved:
            if index != region.gate and not cannot_fail(body[index]):
                raise reading.refuse(
                    f"line {body[index].lineno} prepares what is shown outside the `{_head(body[region.gate])}` round the "
                    f"crossing (line {body[region.gate].lineno}), and would come to fail inside it",
                    body[index].lineno,
                )
    for index in moved:
        through = reading.use(body[index]).through if index not in guards else NONE
        if through:
            raise reading.refuse(
                f"line {body[index].lineno} changes through `{spelled(reading.receiver, min(through))}` what is shown: in "
                "the bridge that may be something else",
                body[index].lineno,
            )
    bare = [s for s in following if not (isinstance(s, ast.Return) and s.value is None)]
    for index in moved:
        if index in guards:
            continue
        statement, use, deed = body[index], reading.use(body[index]), reading.deed(body[index])
        line = statement.lineno
        if use.opaque:
            raise reading.refuse(f"`{reading.name}` uses {use.opaque} (line {line})", line)
        if "yield" in use.leaves or "value" in use.leaves:
            raise reading.refuse(f"line {line} of `{reading.name}` shows and hands a value back to the caller", line)
        if "return" in use.leaves and (bare or any(j > index for j in stays)):
            later = bare[0].lineno if bare else body[min(j for j in stays if j > index)].lineno
            raise reading.refuse(
                f"line {line} of `{reading.name}` shows and leaves early, so that line {later} does not run then", line
            )
        if "raise" in use.leaves and any(isinstance(p, ast.Try) for p in region.parents):
            raise reading.refuse(f"line {line} of `{reading.name}` shows, or raises what the method catches", line)
        if deed.crosser is not None:
            at, name = deed.crosser
            raise reading.refuse(f"`{name}`, called on line {at} to show the data, crosses by itself", at)
        _check_crossings(reading, statement)
        _check_locks(reading, region, statement)
        # What a local function does was meant for main already.
        ours = isinstance(statement, FunctionNode) or index in region.remembered
        call = None if ours else foreign(reading, statement, own)
        if call is not None:
            raise reading.refuse(
                f"`{ast.unparse(call.func)}` on line {call.lineno} has an effect of its own amid what is shown",
                call.lineno,
            )
        for node in walk_scope(statement):
            if isinstance(node, ast.Call):
                view = reading.view(node)
                if view is not None and view.dotted == "textual.worker.get_current_worker":
                    raise reading.refuse(
                        f"line {node.lineno} asks for the current worker, and there is none when the bridge is called "
                        "on main",
                        node.lineno,
                    )


_BUILDERS = frozenset("list dict set tuple defaultdict Counter deque OrderedDict sorted".split())


def _plain(reading: Reading) -> frozenset[str]:
    """The names that only ever hold an object that the method made itself."""
    plain: set[str] = set()
    other: set[str] = set()
    displays = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp | ast.Constant
    for node in walk(reading.node):
        if not isinstance(node, ast.Assign):
            continue
        value = node.value
        made = isinstance(value, displays) or (
            isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in _BUILDERS
        )
        for target in node.targets:
            if isinstance(target, ast.Name):
                (plain if made else other).add(target.id)
    return frozenset(plain - other)


def _check_crossings(reading: Reading, statement: ast.stmt) -> None:
    """A crossing that moves must be one whose callback may run in the bridge."""
    used = {id(n.value) for n in walk_scope(statement) if isinstance(n, ast.Expr)}
    for call in reading.deed(statement).crossings:
        view = reading.view(call)
        assert view is not None
        for target in view.runs:
            effects = reading.model.effects.of(target.id)
            if effects.blocks:
                step = effects.blocks[-1]
                raise reading.refuse(
                    f"what is shown on line {call.lineno} blocks by itself: `{step.symbol}` on line {step.line}",
                    call.lineno,
                )
        if id(call) not in used and not call.args and not call.keywords:
            raise reading.refuse(f"the crossing on line {call.lineno} has no callback", call.lineno)
        if any(isinstance(arg, ast.Starred) for arg in call.args[:1]):
            raise reading.refuse(f"the crossing on line {call.lineno} unpacks its callback", call.lineno)


def _check_locks(reading: Reading, region: Region, statement: ast.stmt) -> None:
    """A lock round a crossing makes main wait for the worker, and a lock taken on main too makes both wait."""
    held = {
        ast.unparse(item.context_expr): parent.lineno
        for parent in region.parents
        if isinstance(parent, ast.With) and not is_forgiving(reading, parent)
        for item in parent.items
    }
    taken = {
        name: node.lineno
        for node in walk(statement)
        if isinstance(node, ast.With | ast.AsyncWith)
        for name in _entered(node)
    }
    for call in reading.deed(statement).crossings:
        view = reading.view(call)
        for function in view.runs if view is not None else ():
            taken.update({dotted(expr): call.lineno for c in function.calls for expr in c.context.withs})
    for name in sorted(held.keys() & taken.keys()):
        raise reading.refuse(
            f"`{name}` is held round the crossing (line {held[name]}), and what it runs takes it again", taken[name]
        )
    if isinstance(statement, FunctionNode):
        return
    for node in walk(statement):
        if not isinstance(node, ast.With | ast.AsyncWith) or is_forgiving(reading, node):
            continue
        for call in reading.deed_of(node).crossings:
            raise reading.refuse(
                f"the crossing on line {call.lineno} is made inside `with {_entered(node)[0]}`, which the bridge "
                "would have to enter on main",
                call.lineno,
            )


def _head(gate: ast.stmt) -> str:
    return f"with {_entered(gate)[0]}" if isinstance(gate, ast.With) else "try"


def _entered(node: ast.With | ast.AsyncWith) -> list[str]:
    return [ast.unparse(item.context_expr) for item in node.items]
