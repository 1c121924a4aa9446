"""Fixes made from one model that leave each other alone: what they change together, and whether one more may join."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

from bridgefix.bench import Case, Made
from bridgefix.bodies import Hunk, Lines, renumbered
from bridgefix.findings import Finding, Refusal
from bridgefix.reach import Hunks, Reach, Rests, Thing

_CODE = re.compile(r"`[^`]*`")
_LINE = re.compile(r"\bline \d+\b")
_NUMBER = re.compile(r"\b\d")


class Member(NamedTuple):
    """A case with its fix, or with why there is none."""

    case: Case
    finding: Finding
    """As the rules make it now."""
    made: Made | Refusal | None
    """None where its rule has no fix."""
    read: frozenset[str]
    """The functions whose text was read for it."""
    done: frozenset[str]
    """Those of which it was asked what they do."""
    edits: frozenset[str] = frozenset()
    """The functions that the fix changes or adds."""
    applies: bool = False
    """The fix is to be taken, not only to be told of."""

    @property
    def hunks(self) -> Hunks:
        return self.made.hunks if isinstance(self.made, Made) else {}


class Batch:
    """What the fixes change that were collected so far."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._edits: set[str] = set()
        self._hunks: dict[str, list[Hunk]] = {}
        self._moved: set[Thing] = set()
        """What is set or changed in lines that change, so that others than before may do it then."""
        self._called: set[str] = set()
        self._taken_edits: set[str] = set()
        self._widened: set[str] = set()
        """The paths of the files in which a line may get longer now, or less long, than it could."""
        self.taken: dict[str, dict[Hunk, None]] = {}
        """Of the fixes that are to be taken, by path."""

    def concerns(self, finding: Finding) -> bool:
        """Whether a case has to wait for the fixes so far, whatever its own fix asks for."""
        return bool(self.taken) and self._changes(self._reach.rests(finding))

    def _changes(self, rests: Rests) -> bool:
        return bool(
            rests.everything
            or rests.functions & self._taken_edits
            or rests.reads & self._moved
            or rests.names & self._called
        )

    def join(self, member: Member) -> Member | None:
        """A member, with the lines that its note names as the fixes before it leave them; None where it has to wait for
        these.
        """
        if self.taken:
            rests = self._reach.rests(member.finding, member.read, member.done, member.edits)
            if self._changes(rests):
                return None
            made = self._counted_now(member, rests.paths)
            if made is None and member.made is not None:
                return None
            # Of a refusal the lines are counted anew when it is told.
            member = member._replace(made=made) if isinstance(made, Made) else member
        if member.edits & self._edits or self._widened & member.hunks.keys() or not self._fit(member.hunks):
            return None
        self._add(member)
        return member

    def _add(self, member: Member) -> None:
        self._edits |= member.edits
        for path, hunks in member.hunks.items():
            others = self._hunks.setdefault(path, [])
            for hunk in hunks:
                place = bisect_left(others, hunk)
                if others[place : place + 1] != [hunk]:
                    others.insert(place, hunk)
        if member.applies:
            self._taken_edits |= member.edits
            self._moved |= self._reach.moved(member.hunks, member.edits)
            self._called |= self._reach.uses(member.edits).calls
            for path, hunks in member.hunks.items():
                self.taken.setdefault(path, {}).update(dict.fromkeys(hunks))
                if self._reach.widens(path, hunks):
                    self._widened.add(path)

    def _fit(self, hunks: Hunks) -> bool:
        """Whether a line stays between any of these and all others. Above all functions they may be the same: imports."""
        for path, several in hunks.items():
            others, head = self._hunks.get(path, []), self._reach.head(path)
            for hunk in several:
                place = bisect_left(others, hunk)
                if hunk.start < head and others and others[0].start < head:
                    if others[place : place + 1] != [hunk]:
                        return False
                elif (place and others[place - 1].end >= hunk.start) or (
                    place < len(others) and hunk.end >= others[place].start
                ):
                    return False
        return True

    def _counted_now(self, member: Member, paths: frozenset[str]) -> Made | Refusal | None:
        """What was made, with the lines that it names as the fixes so far leave them; None where that can't be told."""
        made, path = member.made, member.finding.place.path
        if isinstance(made, Made):
            note = self._renumbered(made.rewrite.note or "", path, paths)
            return None if note is None else made._replace(rewrite=made.rewrite._replace(note=note or None))
        if made is None:
            return None
        path = made.path or path
        reason = self._renumbered(made.reason, path, paths)
        line = Lines(self.taken.get(path, ())).get(made.line) if made.line else 0
        return None if reason is None or line is None else replace(made, reason=reason, line=line)

    def _renumbered(self, text: str, path: str, paths: frozenset[str]) -> str | None:
        parts = _CODE.split(text)
        if not any(map(_NUMBER.search, parts)) or not paths & self.taken.keys():
            return text
        if paths != {path} or any(_NUMBER.search(_LINE.sub("", part)) for part in parts):
            return None
        return renumbered(text, Lines(self.taken[path]).get)
