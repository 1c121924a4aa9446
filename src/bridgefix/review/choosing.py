"""What can be decided about a finding, and the files as those decisions leave them. Free of terminal and toolkit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from bridgefix.bench import Fix, goes_with
from bridgefix.effects import Model
from bridgefix.engine import Reading, look, unapplied
from bridgefix.findings import Finding, Key, Level, Refusal, Report, Rewrite
from bridgefix.mend import Progress
from bridgefix.report import diff
from bridgefix.report.text import Line, count
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


class Decisions:
    """What was decided about the items, and the sums of it: a decision takes the time of what it touches, not of all."""

    def __init__(self, items: Iterable[Item] = (), choices: Mapping[Key, Choice] = MappingProxyType({})) -> None:
        self.items = {item.key: item for item in items}
        self.choices = dict(choices)
        """By item; what is not here is open."""
        self.open = 0
        """How many items with a fix are undecided."""
        self.decided: Counter[tuple[str, ...]] = Counter()
        """How many items are decided of a path, and of a path and a rule."""
        self._accepted: Counter[str] = Counter()
        self._lines = [0, 0]
        self._comments = 0
        self._followers: dict[Key, list[Key]] = {}
        for key, item in self.items.items():
            if item.along is not None:
                self._followers.setdefault(item.along, []).append(key)
        self._sum_up(self.items, 1)

    def of(self, item: Item) -> Choice:
        """What was decided about an item; one that goes with the fix of another shares its fate."""
        own = self.choices.get(item.key, Choice.OPEN)
        return self.choices.get(item.along, own) if item.along and own is not Choice.SILENCED else own

    def take(self, keys: Iterable[Key], choice: Choice) -> Collection[Key]:
        """Decide about some items; the items that look different now. Only what has a fix can be accepted."""
        made: dict[Key, Choice] = {}
        for key in keys:
            item = self.items[key]
            if choice is Choice.ACCEPTED and not item.fixable:
                continue
            made[key] = choice
            if item.along and choice is not Choice.SILENCED:
                # It is decided with the fix that it goes with; only a comment silences the finding itself.
                made[item.along], made[key] = choice, Choice.OPEN
        touched = made.keys() | {other for key in made for other in self._followers.get(key, ())}
        self._sum_up(touched, -1)
        for key, taken in made.items():
            if taken is Choice.OPEN:
                self.choices.pop(key, None)
            else:
                self.choices[key] = taken
        self._sum_up(touched, 1)
        return touched

    def anew(self, items: Iterable[Item]) -> Decisions:
        """The decisions that hold for what was found later: those about fixes that do what they did, wherever in the file."""
        found = {item.key: item for item in items}
        kept = {key: choice for key, choice in self.choices.items() if self._still(found.get(key))}
        return Decisions(found.values(), kept)

    def _still(self, item: Item | None) -> bool:
        return item is not None and item.key in self.items and _body(item) == _body(self.items[item.key])

    @property
    def pending(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._accepted or self._comments)

    @property
    def what(self) -> str:
        """What is to be written, in words."""
        parts = []
        if self._accepted:
            plus, minus = self._lines
            fixes, files = count(self._accepted.total(), "fix", "es"), count(len(self._accepted), "file")
            parts.append(f"{fixes} in {files}, +{plus} \N{MINUS SIGN}{minus}")
        if self._comments:
            parts.append(count(self._comments, "ignore comment"))
        return " and ".join(parts) or "nothing yet"

    def _sum_up(self, keys: Iterable[Key], by: int) -> None:
        """Add the items to the sums, or take them out."""
        for key in keys:
            item, own = self.items[key], self.choices.get(key)
            rule, path, _ = key
            if own is Choice.SILENCED:
                self._comments += by
            elif own is Choice.ACCEPTED:
                self._lines = [total + by * lines for total, lines in zip(self._lines, item.size, strict=True)]
                self._accepted[path] += by
                if not self._accepted[path]:
                    del self._accepted[path]
            if self.of(item) is not Choice.OPEN:
                self.decided.update({(path,): by, (path, rule): by})
            elif item.fixable:
                self.open += by


def _body(item: Item) -> list[Line]:
    return [line for line in item.diff if not line[0][0].startswith("@@")]


def examine(reading: Reading, settings: Settings, progress: Progress) -> tuple[list[Item], Report]:
    """All findings with what their fixes change, in the order of the files, and the report: nothing is applied yet."""
    diffs: dict[Key, tuple[Line, ...]] = {}
    made: dict[str, Key] = {}

    def record(finding: Finding, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        key = finding.key
        diffs[key] = diffs.get(key, ()) + tuple(changes(before, after))
        made[goes_with(finding)] = key

    report = look(reading, settings, taken=record, progress=progress)
    report = report._replace(findings=unapplied(report.findings))
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
    return report._replace(groups=(report.changed,) if report.changed else ())


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
