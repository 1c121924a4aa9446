"""An exemplar was asked for where the fetch shows its data itself: the fetch says what is shown, the exemplar how.

The split is made first. What it shows, and in which order, stays; what the exemplar does besides with no regard to its own
data (keep the cursor, refresh) is put where the exemplar does it.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from bridgefix.rewrite import edit
from bridgefix.rewrite.align import SELECTING
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.exemplar import tainted
from bridgefix.rewrite.names import NONE, Names, walk, walk_scope
from bridgefix.rewrite.opening import Opening
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.shape import Hole, Shape
from bridgefix.rewrite.words import Vocabulary, is_message

Effect = tuple[str, str]
"""What is shown on, and how: `("#builds-table", "rows")`, `("self", "_stop_spinner")`."""

_ROWS = frozenset({"add_row", "add_rows"})


@dataclass(frozen=True)
class Own:
    """The statements of the fetch's render half, as the split put them into the bridge."""

    bridge: Reading
    address: Address
    start: int
    statements: tuple[ast.stmt, ...]


def own_statements(before: Reading, after: Reading, opening: Opening) -> Own:
    """Find the statements that the split put in the place of the refetching one."""
    here = [address for address in opening.drops if address[:-1] == opening.address]
    start = opening.place - sum(1 for address in here if int(address[-1]) < opening.place)
    old, new = _list(before, opening.address), _list(after, opening.address)
    count = len(new) - (len(old) - 1 - len(here))
    return Own(after, opening.address, start, tuple(new[start : start + count]))


def _list(reading: Reading, address: Address) -> Sequence[ast.stmt]:
    node: object = reading.node
    for step in address:
        node = node[step] if isinstance(step, int) else getattr(node, step)  # type: ignore[index]
    assert isinstance(node, list)
    return node


def effects(reading: Reading, statement: ast.stmt, places: Mapping[str, str]) -> frozenset[Effect]:
    """What a statement shows, and on what; `places` are local names for widgets."""
    found: set[Effect] = set()
    for node in walk_scope(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=receiver, attr=attr)):
                view = reading.view(node)
                if view is None or view.pure or view.logs or attr in SELECTING:
                    continue
                own = isinstance(receiver, ast.Name) and receiver.id == reading.receiver
                if view.shows or (own and view.targets):
                    found.add((place(receiver, places), "rows" if attr in _ROWS else attr))
            case ast.Attribute(value=receiver, attr=attr, ctx=ast.Store()):
                found.add((place(receiver, places), attr))
    return frozenset(found)


def place(node: ast.expr, places: Mapping[str, str]) -> str:
    """The name of a widget: its selector where it is looked up by one."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(selector)), *_]) if attr in SELECTING:
            return selector
        case ast.Name(id=name):
            return places.get(name, name)
        case ast.Attribute(attr=attr):
            return attr
    return ast.unparse(node)


def places(statements: Sequence[ast.stmt]) -> dict[str, str]:
    """Local names for widgets, with the selectors by which they are looked up."""
    found: dict[str, str] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
                text = place(value, {})
                if text.startswith(("#", ".")):
                    found[name] = text
    return found


@dataclass(frozen=True)
class Step:
    """One statement of the new bridge: the exemplar's, or the fetch's own."""

    learnt: int | None = None
    """Index in the exemplar's body."""
    own: int | None = None
    """Index in the fetch's statements."""


@dataclass(frozen=True)
class Merged:
    """The order of the new bridge's statements."""

    steps: tuple[Step, ...]
    names: Mapping[str, str]
    """The exemplar's local names for widgets, with the fetch's for the same ones."""
    given: Mapping[str, str]
    """Selectors of the exemplar, with those that the fetch itself uses in their place."""


def merge(exemplar: Reading, found: Shape, missing: Sequence[Hole], own: Own, words: Vocabulary) -> Merged:
    """Put what the exemplar does besides among the fetch's statements, which keep their order."""
    top = [(int(a[1]), s) for a, s in found.kept if len(a) == 2]
    learnt_places, own_places = places([s for _, s in top]), places(own.statements)
    learnt = {i: effects(exemplar, s, learnt_places) for i, s in top}
    mine = [effects(own.bridge, s, own_places) for s in own.statements]
    given = _given(learnt, mine, words)
    names = {
        name: other
        for name, selector in learnt_places.items()
        for other, theirs in own_places.items()
        if theirs == given.get(selector, "") or theirs in words.versions(selector)
    }
    special = _special(exemplar, top, missing)

    def matched(index: int, statement: ast.stmt) -> list[int]:
        binds = {names.get(name, "") for name in exemplar.use(statement).binds & set(learnt_places)}
        wanted = {
            (target, method)
            for name, how in learnt[index]
            for target in {given.get(name, name), *words.versions(name)}
            for method in (how, *words.versions(how))
        }
        return [i for i, s in enumerate(own.statements) if mine[i] & wanted or own.bridge.use(s).binds & binds]

    after = -1
    extras: dict[int, list[int]] = {}
    for index, statement in top:
        same = matched(index, statement)
        if same:
            later = [i for i in same if i >= after]
            rows = any(how == "rows" for _, how in learnt[index])
            after = max(later) if later and rows else min(later, default=after)
        elif index not in special and not any(how == "rows" for _, how in learnt[index]):
            if not _speaks(exemplar, statement) and not exemplar.use(statement).leaves:
                extras.setdefault(after, []).append(index)
    wanted = _read_by(exemplar, [i for indices in extras.values() for i in indices], names)
    steps = [Step(learnt=i) for i in extras.get(-1, ()) if i in wanted]
    for place_, _ in enumerate(own.statements):
        steps.append(Step(own=place_))
        steps += [Step(learnt=i) for i in extras.get(place_, ()) if i in wanted]
    return Merged(tuple(steps), names, given)


def _read_by(exemplar: Reading, extras: Sequence[int], names: Mapping[str, str]) -> set[int]:
    """Those of the exemplar's statements that can run: all that they read is there."""
    kept: set[int] = set()
    bound = set(names)
    for index in extras:
        statement = exemplar.body[index]
        use = exemplar.use(statement)
        if use.reads <= bound:
            kept.add(index)
            bound |= use.binds
    # A look-up whose result nothing reads is left out.
    for index in sorted(kept, reverse=True):
        use = exemplar.use(exemplar.body[index])
        reads = frozenset().union(*(exemplar.use(exemplar.body[i]).reads for i in kept))
        if use.binds and not use.binds & reads and exemplar.pure(exemplar.body[index]):
            kept.discard(index)
    return kept


def _given(
    learnt: Mapping[int, frozenset[Effect]], mine: Sequence[frozenset[Effect]], words: Vocabulary
) -> dict[str, str]:
    """The table of the one and the table of the other, where each fills just one."""
    ours = {target for found in learnt.values() for target, how in found if how == "rows"}
    theirs = {target for found in mine for target, how in found if how == "rows"}
    if len(ours) == len(theirs) == 1 and next(iter(ours)).startswith("#"):
        return {ours.pop(): theirs.pop()}
    return {}


def _special(exemplar: Reading, top: Sequence[tuple[int, ast.stmt]], missing: Sequence[Hole]) -> set[int]:
    """The statements that are about the exemplar's own data, and those that read what these work out."""
    found = {int(hole.address[1]) for hole in missing}
    names: Names = NONE
    for _ in top:
        for index, statement in top:
            use = exemplar.use(statement)
            if index in found or use.reads & names:
                found.add(index)
                names |= use.binds
    return found


def _speaks(exemplar: Reading, statement: ast.stmt) -> bool:
    """Whether a statement says what is shown (a text, a number of rows), not only how."""
    if exemplar.use(statement).reads & tainted(exemplar):
        return True
    return any(
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and is_message(node.value))
        for node in walk(statement)
    )


def own_line(function: cst.FunctionDef, own: Own, index: int) -> edit.Line:
    """A statement of the fetch as it stands in the split's bridge."""
    return edit.statements(function, own.address)[own.start + index].alone()
