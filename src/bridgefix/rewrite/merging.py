"""An exemplar was asked for where the fetch shows its data itself: the fetch says what is shown, the exemplar how.

The split is made first. Its bridge is then rebuilt in the order and in the manner of the exemplar: what the exemplar does
with no regard to its own data (find the widget, clear it, refresh it) is taken over, everything else comes from the fetch.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from bridgefix.rewrite import edit
from bridgefix.rewrite.align import SELECTING
from bridgefix.rewrite.defuse import NONE, Names, walk_scope
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.exemplar import tainted
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
    start = opening.index - sum(1 for address in here if int(address[-1]) < opening.index)
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
    renames: Mapping[str, str]
    """Local names of the fetch that go by the exemplar's name for the same widget (still in the exemplar's words)."""
    given: Mapping[str, str]
    """Selectors of the exemplar, with those that the fetch itself uses in their place."""


def merge(exemplar: Reading, found: Shape, missing: Sequence[Hole], own: Own, words: Vocabulary) -> Merged:
    """Put the statements in order. Raises Refusal where what both do can't be told apart."""
    top = [(int(a[1]), s) for a, s in found.kept if len(a) == 2]
    learnt_places, own_places = places([s for _, s in top]), places(own.statements)
    learnt = {i: effects(exemplar, s, learnt_places) for i, s in top}
    mine = [effects(own.bridge, s, own_places) for s in own.statements]
    given = _given(learnt, mine, words)
    special = _special(exemplar, top, missing)

    def counterpart(effect: Effect) -> frozenset[Effect]:
        target, how = effect
        names = {given.get(target, target), *words.versions(target)}
        return frozenset((name, method) for name in names for method in (how, *words.versions(how)))

    maker = _Maker(own, mine)
    for index, statement in top:
        wanted = frozenset().union(*(counterpart(effect) for effect in learnt[index])) if learnt[index] else NONE
        matched = [i for i, mine_ in enumerate(mine) if mine_ & wanted]
        if index in special or any(how == "rows" for _, how in learnt[index]) or _speaks(exemplar, statement):
            maker.add_own(matched)
        elif all(mine[i] <= wanted for i in matched):
            maker.add_learnt(index, matched)
        elif exemplar.use(statement).binds:
            raise exemplar.refuse(f"line {statement.lineno} of `{exemplar.name}` can't be matched", statement.lineno)
        else:
            maker.add_own(matched)
    maker.add_own([i for i, mine_ in enumerate(mine) if mine_])
    if not any(step.learnt is not None for step in maker.steps):
        raise exemplar.refuse(
            f"nothing of `{exemplar.name}` can be learnt apart from its own data", exemplar.node.lineno
        )
    renames = {
        name: other
        for name, selector in own_places.items()
        for other, theirs in learnt_places.items()
        if selector == given.get(theirs, "") or selector in words.versions(theirs)
    }
    steps = _prepared_first(_used(exemplar, maker, renames), mine)
    return Merged(steps, renames, given)


def _prepared_first(steps: Sequence[Step], mine: Sequence[frozenset[Effect]]) -> tuple[Step, ...]:
    """What the fetch prepares before it shows anything comes first: where that fails, the old rows stay."""
    shown = next((i for i, found in enumerate(mine) if found), len(mine))
    first = [step for step in steps if step.own is not None and step.own < shown]
    return (*first, *(step for step in steps if step not in first))


def _speaks(exemplar: Reading, statement: ast.stmt) -> bool:
    """Whether a statement says what is shown (a text, a number of rows), not only how."""
    if exemplar.use(statement).reads & tainted(exemplar):
        return True
    return any(
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and is_message(node.value))
        for node in ast.walk(statement)
    )


class _Maker:
    """Gathers steps; a statement of the fetch brings along what it needs."""

    def __init__(self, own: Own, mine: Sequence[frozenset[Effect]]) -> None:
        self.own = own
        self.mine = mine
        self.steps: list[Step] = []
        self.done: set[int] = set()

    def add_learnt(self, index: int, covered: Sequence[int]) -> None:
        self.steps.append(Step(learnt=index))
        self.done.update(covered)

    def add_own(self, indices: Sequence[int]) -> None:
        for index in indices:
            if index in self.done:
                continue
            self.done.add(index)
            use = self.own.bridge.use(self.own.statements[index])
            if "return" in use.leaves:
                self.add_own([i for i in range(index) if self.mine[i]])
            self._bring(use.reads, index)
            self.steps.append(Step(own=index))

    def _bring(self, names: Names, before: int) -> None:
        """The statements that these names depend on, in order."""
        needed: list[int] = []
        for index in reversed(range(before)):
            use = self.own.bridge.use(self.own.statements[index])
            changed = use.binds | self.own.bridge.changed(use)
            if changed & names and index not in self.done and not self.mine[index]:
                needed.append(index)
                self.done.add(index)
                names = names | use.reads
        self.steps += [Step(own=index) for index in reversed(needed)]


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


def _used(exemplar: Reading, maker: _Maker, renames: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps without look-ups that nothing reads any more. Raises Refusal where a name means two things."""
    own = maker.own
    bound: dict[str, int] = {}
    for step in maker.steps:
        if step.learnt is not None:
            bound.update(dict.fromkeys(exemplar.use(exemplar.body[step.learnt]).binds, step.learnt))
    steps = []
    for step in maker.steps:
        if step.own is not None:
            statement = own.statements[step.own]
            binds = own.bridge.use(statement).binds
            if binds and binds <= set(renames) and all(renames[name] in bound for name in binds):
                continue  # the exemplar looks the same widget up
            both = {renames.get(name, name) for name in binds} & set(bound)
            if both:
                raise own.bridge.refuse(
                    f"`{sorted(both)[0]}` means one thing in `{exemplar.name}` and another in what is shown",
                    exemplar.node.lineno,
                )
        steps.append(step)
    return tuple(steps)


def own_line(function: cst.FunctionDef, own: Own, index: int, renames: Mapping[str, str]) -> edit.Line:
    """A statement of the fetch as it stands in the split's bridge, with other names for its widgets."""
    item = edit.statements(function, own.address)[own.start + index]
    return edit.rename(item.alone(), renames)
