"""A project whose files are being edited: findings for what is on the screen, not on the disk. Knows no protocol."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bridgefix.edits import edits
from bridgefix.engine import Reading, look, read, reread
from bridgefix.findings import Edit, Finding, Key, Level, Report, UsageError
from bridgefix.holding import collect_all
from bridgefix.review.choosing import Choice, prepare
from bridgefix.rules import RULES
from bridgefix.settings import Settings
from bridgefix.settings import settings as settings_of
from bridgefix.sources import Failed, Found, Source, decode, excluded, load


@dataclass(frozen=True)
class QuickFix:
    """One way to be rid of a finding."""

    title: str
    edits: tuple[Edit, ...]
    level: Level | None
    """None where the finding is silenced, not mended."""
    refusal: str | None = None
    """Why there is no fix; there are no edits then."""


class Project:
    """The files of some folders, with the texts of open documents in place of what the disk holds.

    Facts are taken anew for the documents that changed; the rest is read when it is opened or `read_again` is called.
    """

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = [os.path.abspath(folder) for folder in folders]
        self._open: frozenset[str] = frozenset()
        self._found: frozenset[str] = frozenset()
        """The files of the folders, when they were read."""
        self.settings = Settings()
        self.trouble: str | None = None
        """What is wrong with the settings: those without a pyproject.toml hold then."""
        self._reading = Reading(Found((), frozenset(), {}), self._folders)
        self._started = False

    def read_again(self) -> None:
        """Forget the disk: what is there is read when the next look needs it."""
        self._started = False

    def look(self, texts: Mapping[str, str]) -> Report:
        """What is wrong in all files.

        Args:
            texts: The open documents by their absolute paths.
        """
        closed = self._open - set(texts)
        # A document that was not there when all was read is new, or from elsewhere: then nothing is left to say of it.
        if not self._started or not closed <= self._found or not all(map(os.path.exists, closed)):
            self._start()
        self._open = frozenset(texts)
        sources = [source_of(path, text) for path, text in texts.items() if not self._left_alone(path)]
        self._reading = reread(self._reading, [*sources, *self._from_disk(closed & self._found)])
        return look(self._reading, self.settings, fixes={})

    def quick_fixes(self, finding: Finding) -> Iterator[QuickFix]:
        """All ways to be rid of a finding of the last look: its safe fix, its unsafe one, a comment."""
        key = finding.key
        known: set[tuple[Edit, ...]] = set()
        refusal = None
        for unsafe in (False, True):
            report, changes = self._with(key, Choice.ACCEPTED, unsafe)
            outcomes = [item for item in report.findings if item.key == key]
            level = next((item.fix for item in outcomes if item.applied), None)
            refusal = next((item.reason for item in outcomes if not item.applied), refusal)
            if level is not None and changes and changes not in known:
                known.add(changes)
                how = "safe" if level is Level.SAFE else "unsafe: changes when something happens"
                yield QuickFix(f"Fix {finding.rule} ({how})", changes, level)
        if not known and refusal:
            yield QuickFix(f"Fix {finding.rule}", (), None, refusal)
        _, changes = self._with(key, Choice.SILENCED, False)
        if changes:
            yield QuickFix(f"Ignore {finding.rule} in {finding.symbol}", changes, None)
        # Each look at a fix leaves a model behind, which is a ring of objects; `mend` sets what is there aside, and nobody
        # would look at it again.
        collect_all()

    def text(self, path: str) -> str | None:
        """The text of a file that was looked at, with its newlines as `\\n`."""
        source = self._reading.sources.get(path)
        return source.text if source else None

    @property
    def broken(self) -> frozenset[str]:
        """The files that do not parse at the moment: what was last said of them still stands."""
        return frozenset(error.path for error in self._reading.errors)

    def _start(self) -> None:
        self._started, self.trouble = True, None
        self.settings = Settings()
        try:
            self.settings = settings_of({}, self._folders, [rule.code for rule in RULES])
        except UsageError as error:
            self.trouble = str(error)
        empty = Reading(Found((), frozenset(), {}), self._folders)
        try:
            self._reading = read(self._folders, self.settings) if self._folders else empty
        except UsageError:
            # A folder without Python, until the first file is made in it.
            self._reading = empty
        self._found = frozenset(self._reading.found.paths)

    def _left_alone(self, path: str) -> bool:
        return excluded(path, self.settings.exclude, self.settings.exclude_base)

    def _from_disk(self, paths: frozenset[str]) -> Iterator[Source]:
        """Documents that were closed are what was saved of them."""
        for path in sorted(paths):
            with contextlib.suppress(Failed):
                yield decode(path, load(path))

    def _with(self, key: Key, choice: Choice, unsafe: bool) -> tuple[Report, tuple[Edit, ...]]:
        settings = self.settings._replace(unsafe_fixes=unsafe)
        report = prepare(self._reading, settings, {key: choice}, lambda task, done, total: None)
        changes: list[Edit] = []
        if not self.broken.isdisjoint(report.changed):
            # The file is known as it was when it parsed: an edit of that could land anywhere in what it is now.
            return report, ()
        for path in report.changed:
            source = self._reading.sources[path]
            changes += edits(source, _plain(report.after[path].decode(source.encoding)))
        return report, tuple(changes)


def source_of(path: str, text: str) -> Source:
    """A document as if it had been read; how it will be encoded is its editor's affair."""
    return Source(path, text.encode("utf-8", "surrogatepass"), _plain(text), "utf-8")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
