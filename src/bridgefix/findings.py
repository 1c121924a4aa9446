"""The nouns that all rooms share. Frozen, picklable, no tree nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Thread(str, Enum):
    """Where a function can run."""

    MAIN = "main"
    """The thread whose event loop runs the app."""
    WORKER = "worker"
    """Any other thread."""
    BOTH = "both"
    """Main on one route, a worker on another."""
    UNKNOWN = "unknown"
    """No entry point that we know of reaches it."""


class Level(str, Enum):
    """How far a fix can be trusted to leave behaviour alone."""

    SAFE = "safe"
    """What the program shows and the order of its effects stay."""
    UNSAFE = "unsafe"
    """It changes when something happens; written only with `--unsafe-fixes`."""


class Place(NamedTuple):
    """A stretch of source: lines and columns count from 1, paths are as given on the command line."""

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    """The column after the last one; 0 where only the lines are known."""


class Step(NamedTuple):
    """One hop of a route: the function that runs, where, and on which thread."""

    path: str
    line: int
    symbol: str
    thread: Thread


class Edit(NamedTuple):
    """A stretch of a file as it is, lines and columns from 1 with the end left out, and what is to stand there."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    """With the newlines that the file has there."""


Key = tuple[str, str, str]
"""Rule, path and symbol of a finding."""


class Finding(NamedTuple):
    """What a rule found.

    `subject` is what a fix needs to find its way back: the ids of the functions concerned (and, for a rule about
    calls, their spans), as the rule that made the finding documents it. It is never shown.
    """

    rule: str
    place: Place
    symbol: str
    message: str
    subject: tuple[str, ...] = ()
    route: tuple[Step, ...] = ()
    fix: Level | None = None
    applied: bool = False
    reason: str | None = None
    """Why it has no fix, or why the fix is not taken. Lines after the first are code to paste."""
    exemplar: str | None = None
    note: str | None = None
    """What else there is to know about the fix."""
    edits: tuple[Edit, ...] = ()
    """What its fix alone changes in the files as they are; worked out only for reports that tell it."""

    @property
    def key(self) -> Key:
        """What stays the same about it while its file is edited."""
        return self.rule, self.place.path, self.symbol

    @property
    def why(self) -> str:
        """The reason without code to paste."""
        return (self.reason or "").partition("\n")[0]

    @property
    def spans(self) -> tuple[tuple[int, int, int, int], ...]:
        """The spans in `subject`, as `ast` counts: lines from 1, columns in bytes from 0."""
        found = []
        for word in self.subject:
            numbers = word.split(":")
            if len(numbers) == 4 and all(number.isdecimal() for number in numbers):
                line, column, end_line, end_column = map(int, numbers)
                found.append((line, column, end_line, end_column))
        return tuple(found)


class Rewrite(NamedTuple):
    """New texts, by path, that take one finding away."""

    texts: Mapping[str, str]
    level: Level
    note: str | None = None
    """What the reader of the finding should know about the fix."""
    exemplar: str | None = None


@dataclass(frozen=True)
class Refusal(Exception):
    """Why no fix is offered, and the line that stands in the way. Raised and returned."""

    reason: str
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        return self.reason


class UsageError(Exception):
    """Something is wrong with what was asked for; nothing was done. One line for the user."""


def why(error: OSError) -> str:
    """What went wrong with a file, in the words of the system."""
    return (error.strerror or str(error)).lower()


class FileError(NamedTuple):
    """A file that could not be read, parsed or written."""

    path: str
    line: int
    message: str
    column: int = 0


class Entry(NamedTuple):
    """What a baseline accepts: places in one function that look alike to one rule."""

    path: str
    """From the folder of the baseline, with slashes."""
    rule: str
    symbol: str
    code: str
    """The code that is wrong, without what a formatter changes; its beginning only where that is long."""
    times: int = 1

    def as_json(self) -> dict[str, str | int]:
        """As it stands in a baseline, and in a report."""
        return {"path": self.path, "rule": self.rule, "symbol": self.symbol, "code": self.code, "count": self.times}


class Report(NamedTuple):
    """All that one run has to say."""

    findings: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    """What the baseline accepts. It is neither counted nor fixed."""
    gone: tuple[Entry, ...] = ()
    """What the baseline accepts and is not there any more, in the files that were looked at."""
    errors: tuple[FileError, ...] = ()
    files: int = 0
    changed: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    """Those of them whose part of a fix a killed run had announced and not written."""
    interrupted: bool = False
    """The user stopped it before all was written."""
    texts: Mapping[str, str] = {}
    """The files that findings are in, as they were, each newline as `\\n`."""
    before: Mapping[str, bytes] = {}
    """The `changed` files as they were."""
    after: Mapping[str, bytes] = {}
    """The `changed` files as the fixes leave them."""
    groups: tuple[tuple[str, ...], ...] = ()
    """The `changed` files, those together that one fix ties together."""
