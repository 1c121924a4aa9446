"""Fixes that leave each other's functions alone, made from one model and looked at together.

Each look links the whole project anew: one for every fix would take time with the square of their number. What comes out
is what they would lead to one after the other. A fix joins those before it only where nothing that it may have asked for
is changed by them; and where a look at several shows anything that was not expected, half of them are tried, down to one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bridgefix.batch import Batch, Member
from bridgefix.bench import (
    Bench,
    Brings,
    Case,
    Change,
    Fix,
    Look,
    Made,
    attempt,
    brought,
    counted,
    goes_with,
    look_at,
    make,
    verify,
)
from bridgefix.bodies import Hunk, changed
from bridgefix.findings import Finding, Level, Refusal
from bridgefix.reach import Reach

_MANY = 1 << 20


def decide_all(
    bench: Bench,
    cases: Sequence[Case],
    everyone: Sequence[Case],
    fixes: Mapping[str, Fix],
    tell: Callable[[int, int], None],
) -> None:
    """Decide cases in their order.

    Args:
        everyone: All cases that there are.
        tell: Told how many are done, and how many there are.
    """
    # Who is asked about each fix is asked before the next one is made.
    at, most = 0, _MANY if bench.accept is None else 1
    width = most
    while at < len(cases):
        members = _collect(bench, cases, at, everyone, fixes, width, tell)
        while not _settle(bench, members, everyone):
            fixed = [index for index, member in enumerate(members) if isinstance(member.made, Made)]
            width = len(fixed) // 2
            members = members[: fixed[width - 1] + 1]
        width = min(2 * width, most)
        while at < len(cases) and cases[at].decided:
            at += 1


def each_alone(
    bench: Bench, findings: Mapping[int, Finding], fixes: Mapping[str, Fix]
) -> Mapping[int, Mapping[str, str]]:
    """The texts that change, as the fix of each finding leaves them when no other is made.

    None for a finding that is not there now, or whose fix only holds with another one.
    """
    reach = Reach(bench.model, bench.texts)
    todo: dict[int, Member] = {}
    for name, finding in findings.items():
        case = Case(finding, finding.place.line)
        now = bench.find_again(case, ())
        if now is not None:
            member = _member(bench, reach, case, now, fixes[now.rule])
            if member.applies:
                todo[name] = member
    texts: dict[int, Mapping[str, str]] = {}
    while todo:
        batch = Batch(reach)
        joined = {
            name: member
            for name, member in todo.items()
            if not batch.concerns(member.finding) and batch.join(member) is not None
        }
        texts.update(_that_hold(bench, list(joined.items())))
        todo = {name: member for name, member in todo.items() if name not in joined}
    return texts


def _collect(
    bench: Bench,
    cases: Sequence[Case],
    at: int,
    everyone: Sequence[Case],
    fixes: Mapping[str, Fix],
    width: int,
    tell: Callable[[int, int], None],
) -> list[Member]:
    """The cases from one on, up to one that has to wait for the fixes before it, `width` fixes at the most."""
    members: list[Member] = []
    reach = Reach(bench.model, bench.texts)
    batch = Batch(reach)
    for index in range(at, len(cases)):
        tell(index, len(cases))
        case = cases[index]
        if case.decided:
            continue
        finding = bench.find_again(case, everyone)
        if finding is None:
            if batch.taken:
                break
            # Only a finding that moved in a way that cannot be followed ends here.
            reason = "an earlier fix changed this place; run bridgefix again"
            case.decided, case.outcome = True, case.outcome._replace(fix=None, reason=reason)
            continue
        member = None
        if not batch.concerns(finding):
            member = batch.join(_member(bench, reach, case, finding, fixes.get(case.outcome.rule)))
        if member is None:
            break
        members.append(_told(bench, member))
        width -= isinstance(member.made, Made)
        if not width:
            break
    return members


def _member(bench: Bench, reach: Reach, case: Case, finding: Finding, fix: Fix | None) -> Member:
    asked = bench.model.effects.asked
    asked.clear()
    made = None if fix is None else attempt(partial(make, bench, finding, fix))
    edits: frozenset[str] = frozenset()
    applies = False
    if isinstance(made, Made):
        edits = reach.edited(made.hunks)
        applies = made.rewrite.level is Level.SAFE or bench.settings.unsafe_fixes
    return Member(case, finding, made, frozenset(asked.texts), asked.done(), edits, applies)


def _told(bench: Bench, member: Member) -> Member:
    """A member with the lines that its refusal names counted as in the file that was read."""
    made, path = member.made, member.case.outcome.place.path
    if not isinstance(made, Refusal):
        return member
    reason = bench.told(_reason(made, path), made.path or path)
    return member._replace(made=replace(made, reason=reason, line=0))


def _settle(bench: Bench, members: Sequence[Member], everyone: Sequence[Case]) -> bool:
    """Decide the cases of members, at least the first; none where what their fixes lead to together was not expected."""
    fixed = [member for member in members if isinstance(member.made, Made)]
    if len(fixed) < 2:
        _settle_one(bench, members, everyone)
        return True
    seen = _look_together(bench, members, everyone)
    if seen is None:
        return False
    look, along = seen
    if bench.taken is not None:
        _tell_of_each(bench, [member for member in members if member.applies])
    for member in members:
        _tell(bench, member)
    if look is not None:
        bench.move_on(look, everyone)
    for case, owner in along:
        _goes_with(case, owner.case)
    return True


def _settle_one(bench: Bench, members: Sequence[Member], everyone: Sequence[Case]) -> None:
    """Decide the cases of members of which one at the most has a fix."""
    for member in members:
        made = member.made
        if member.case.decided:
            continue
        if not isinstance(made, Made):
            _tell(bench, member)
            continue
        look = attempt(partial(verify, bench, member.finding, made))
        if isinstance(look, Refusal):
            _tell(bench, member._replace(made=look))
            # What comes after it was made as if this fix were taken.
            return
        case = member.case
        if member.applies and bench.accept is not None:
            before = {path: bench.texts[path] for path in look.texts}
            if not bench.accept(_outcome(member), before, look.texts):
                case.decided, case.outcome = True, _outcome(member)._replace(reason="the fix was not accepted")
                return
        lost = bench.lost(look, [case], everyone) if member.applies else []
        if member.applies and bench.taken is not None:
            _tell_of_each(bench, [member])
        _tell(bench, member)
        if member.applies:
            bench.move_on(look, everyone)
            for other in lost:
                if not other.decided:
                    _goes_with(other, case)


def _tell_of_each(bench: Bench, taken: Iterable[Member]) -> None:
    """Say what each fix changes that is taken, as if they were made one after the other."""
    assert bench.taken is not None
    hunks: dict[str, dict[Hunk, None]] = {}
    texts = dict(bench.texts)
    for member in taken:
        after = {}
        for path, several in member.hunks.items():
            hunks.setdefault(path, {}).update(dict.fromkeys(several))
            after[path] = changed(bench.texts.get(path, ""), hunks[path])
        bench.taken(_outcome(member), {path: texts[path] for path in after}, after)
        texts.update(after)


def _look_together(
    bench: Bench, members: Sequence[Member], everyone: Sequence[Case]
) -> tuple[Look | None, list[tuple[Case, Member]]] | None:
    """What the fixes that are to be taken lead to, with the cases that go with one of them; None for a surprise."""
    taken = [member for member in members if member.applies]
    told = [member for member in members if isinstance(member.made, Made) and not member.applies]
    look, along, found = None, [], bench.found
    if taken:
        look = _expected(bench, found, taken, taken, safe=all(map(_is_safe, taken)))
        if look is None:
            return None
        places = {id(member.case): place for place, member in enumerate(members)}
        for case in bench.lost(look, [member.case for member in taken], everyone):
            functions = _functions(case.outcome)
            owners = [member for member in taken if member.edits & functions]
            if len(owners) != 1:
                return None
            place = places.get(id(case), len(members))
            if place < places[id(owners[0].case)]:
                # It was decided before.
                continue
            if place < len(members):
                return None
            along.append((case, owners[0]))
        found = look.found
    if told and _expected(bench, found, told, [*taken, *told], safe=False) is None:
        return None
    return look, along


def _expected(
    bench: Bench, before: Iterable[Finding], members: Iterable[Member], all_: Iterable[Member], *, safe: bool
) -> Look | None:
    """What several fixes lead to, if the findings of `members` are gone then and none that breaks the app came."""
    hunks: dict[str, dict[Hunk, None]] = {}
    for member in all_:
        for path, several in member.hunks.items():
            hunks.setdefault(path, {}).update(dict.fromkeys(several))
    texts = {path: changed(bench.texts.get(path, ""), several) for path, several in hunks.items()}
    look = attempt(partial(look_at, bench, texts, hunks))
    if isinstance(look, Refusal):
        return None
    old, new = counted(before), counted(look.found)
    gone = Counter(member.finding.key for member in members)
    if any(new[key] > old[key] - count for key, count in gone.items()) or any(brought(before, look, safe=safe)):
        return None
    return look


def _that_hold(bench: Bench, members: Sequence[tuple[int, Member]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Those of several fixes that hold, each with the texts that it makes of what is there now."""
    several = [member for _, member in members]
    if _expected(bench, bench.found, several, several, safe=all(map(_is_safe, several))) is not None:
        for name, member in members:
            assert isinstance(member.made, Made)
            yield name, member.made.rewrite.texts
    elif half := len(members) // 2:
        yield from _that_hold(bench, members[:half])
        yield from _that_hold(bench, members[half:])


def _is_safe(member: Member) -> bool:
    return isinstance(member.made, Made) and member.made.rewrite.level is Level.SAFE


def _functions(finding: Finding) -> set[str]:
    """The functions that a finding is about, or comes by."""
    symbols = {(finding.place.path, finding.symbol), *((step.path, step.symbol) for step in finding.route)}
    return {*finding.subject, *(f"{path}::{symbol}" for path, symbol in symbols)}


def _tell(bench: Bench, member: Member) -> None:
    """The outcome of a case whose fix was shown to hold, or has none."""
    case, made = member.case, member.made
    case.decided = True
    if made is None:
        case.outcome = case.outcome._replace(fix=None)
    elif isinstance(made, Refusal):
        if case.waits_for is None:
            # Else it was refused before, of the code as the user has it.
            case.outcome = case.outcome._replace(fix=None, reason=_reason(made, case.outcome.place.path))
        case.waits_since = len(bench.changes)
        case.waits_for = None if isinstance(made, Brings) else member.read
    elif member.applies:
        case.outcome = _outcome(member)._replace(applied=True, reason=None)
        bench.changes.append(Change(frozenset(made.hunks), member.edits))
    else:
        reason = "the fix changes when something happens: it needs --unsafe-fixes"
        case.outcome = _outcome(member)._replace(reason=reason)


def _outcome(member: Member) -> Finding:
    """The finding with what its fix is."""
    assert isinstance(member.made, Made)
    rewrite = member.made.rewrite
    return member.case.outcome._replace(fix=rewrite.level, exemplar=rewrite.exemplar, note=rewrite.note)


def _goes_with(case: Case, applied: Case) -> None:
    case.decided, case.goes_with = True, applied
    note = goes_with(applied.outcome)
    case.outcome = case.outcome._replace(fix=applied.outcome.fix, applied=True, reason=None, note=note)


def _reason(refusal: Refusal, path: str) -> str:
    """Why there is no fix, with the line that stands in the way."""
    if not refusal.line or re.search(rf"\bline {refusal.line}\b", refusal.reason):
        return refusal.reason
    elsewhere = f"{refusal.path}, " if refusal.path and refusal.path != path else ""
    return f"{elsewhere}line {refusal.line}: {refusal.reason}"
