"""What can be decided about a finding, and the files as those decisions leave them. Free of terminal and toolkit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from bridgefix.bench import Fix, goes_with
from bridgefix.effects import Model
from bridgefix.engine import Reading, look, unapplied
from bridgefix.findings import Finding, Key, Level, Refusal, Report, Rewrite
from bridgefix.mend import Progress
from bridgefix.report import diff
from bridgefix.report.text import Line
from bridgefix.rewrite import FIXES
from bridgefix.rules import RULES
from bridgefix.settings import Settings


class Choice(Enum):
    """What a person decided about a finding."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SILENCED = "silenced"
    """A comment is to be written that silences it."""


@dataclass(frozen=True)
class Item:
    """What there is to decide about: the findings of one rule in one function."""

    finding: Finding
    diff: tuple[Line, ...] = ()
    """What the fix changes, where it is made with all fixes before it."""
    along: Key | None = None
    """The item whose fix takes this one away as well."""

    @property
    def key(self) -> Key:
        return self.finding.key

    @property
    def fixable(self) -> bool:
        return bool(self.diff)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Lines that come and lines that go."""
        marks = [line[0][0][:1] for line in self.diff if line[0][1] != "bold"]
        return marks.count("+"), marks.count("-")


def examine(reading: Reading, settings: Settings, progress: Progress) -> tuple[list[Item], Report]:
    """All findings with what their fixes change, in the order of the files, and the report: nothing is applied yet."""
    diffs: dict[Key, tuple[Line, ...]] = {}
    made: dict[str, Key] = {}

    def record(finding: Finding, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        key = finding.key
        diffs[key] = diffs.get(key, ()) + tuple(changes(before, after))
        made[goes_with(finding)] = key

    report = look(reading, settings, taken=record, progress=progress)
    report = replace(report, findings=unapplied(report.findings))
    items: dict[Key, Item] = {}
    for finding in report.findings:
        key = finding.key
        along = None if key in diffs else made.get(finding.note or "")
        items.setdefault(key, Item(finding, diffs.get(key) or (diffs[along] if along else ()), along))
    return list(items.values()), report


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Line]:
    """The diff of some files for eyes."""
    names = tuple(sorted(after))
    return changes_of(
        Report(
            changed=names,
            before={name: before[name].encode() for name in names},
            after={name: after[name].encode() for name in names},
        )
    )


def changes_of(report: Report) -> list[Line]:
    return [[piece] for piece in diff.styled(report)]


def prepare(reading: Reading, settings: Settings, choices: Mapping[Key, Choice], progress: Progress) -> Report:
    """The files as the choices leave them, all in one group; nothing is written yet.

    Each fix is made and shown to hold anew, since those that were not accepted are no longer below it.
    """
    fixes = {rule.code: _chosen(FIXES.get(rule.code), choices) for rule in RULES}
    report = look(reading, settings, fixes=fixes, progress=progress)
    return in_one(report)


def in_one(report: Report) -> Report:
    """The same report, its files written all or none."""
    return replace(report, groups=(report.changed,) if report.changed else ())


def _chosen(fix: Fix | None, choices: Mapping[Key, Choice]) -> Fix:
    """The fix of a rule, for the findings that it was accepted for."""

    def decide(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
        choice = choices.get(finding.key, Choice.OPEN)
        if choice is Choice.SILENCED:
            return silence(model, finding, texts)
        if choice is Choice.ACCEPTED and fix is not None:
            return fix(model, finding, texts, settings)
        return Refusal("the fix was not accepted")

    return decide


_IGNORE = re.compile(r"(#\s*bridgefix:\s*ignore)\s*(?:\[([^\]]*)\])?\s*$")


def silence(model: Model, finding: Finding, texts: Mapping[str, str]) -> Rewrite | Refusal:
    """A comment above the `def` that silences a finding; one that is there already gets the rule's code as well."""
    path = finding.place.path
    functions = model.project.files[path].functions.values()
    function = next((item for item in functions if item.qualname == finding.symbol), None)
    lines = texts[path].split("\n")
    first = function.first_line if function else 0
    if first < 1 or not lines[first - 1].lstrip().startswith(("def ", "async ", "@")):
        return Refusal("there is no `def` line to write a comment above")
    above = lines[first - 2] if first > 1 else ""
    there = _IGNORE.search(above)
    if there and there[2] is not None:
        lines[first - 2] = f"{above[: there.start()]}{there[1]}[{there[2]},{finding.rule}]"
    else:
        line = lines[first - 1]
        lines.insert(first - 1, f"{line[: len(line) - len(line.lstrip())]}# bridgefix: ignore[{finding.rule}]")
    return Rewrite({path: "\n".join(lines)}, Level.SAFE, note="silenced by a comment")
