"""Texts line by line while they are mended: what a fix changes, several changes in one text, where lines are afterwards."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from bridgefix.sources import matching_lines


class Hunk(NamedTuple):
    """Lines of a text, counted from 0 with the end left out, and what is to stand there."""

    start: int
    end: int
    lines: tuple[str, ...]


def body(text: str) -> str:
    """A text without the blank lines at its end and with a last newline.

    So no rewrite need care how a file ends, and libcst, which drops a newline before trailing blanks, cannot harm it.
    """
    end = len(text.rstrip(" \t\f\n"))
    if end == 0 or text[end - 1] == "\\":
        return text
    newline = text.find("\n", end)
    return text + "\n" if newline < 0 else text[: newline + 1]


def with_end_of(original: str, changed: str) -> str:
    """A changed body with the end that the original text had."""
    old = body(original)
    return changed.removesuffix("\n") if len(old) > len(original) else changed + original[len(old) :]


def with_spacing_of(old: str, new: str) -> str:
    """`new`, with lines of `old` back that differ from it by nothing but spaces within the line.

    libcst does not keep all of them (`except OSError :` loses one), wherever in the file they are.
    """
    olds, news = _lines(old), new.split("\n")
    known: set[str] = set()
    for old_at, new_at, size in matching_lines(olds, news, _squeezed):
        if olds[old_at : old_at + size] == news[new_at : new_at + size]:
            continue
        known = known or set(olds)
        for step in range(size):
            # A line that is somewhere in the old text as it is was moved here, not respaced.
            if news[new_at + step] not in known:
                news[new_at + step] = olds[old_at + step]
    return "\n".join(news)


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    """Those of a text that many fixes are made of; not to be changed."""
    return text.split("\n")


def _squeezed(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return indent + "".join(line.split())


def hunks(old: str, new: str) -> tuple[Hunk, ...]:
    """What makes `new` of `old`, from top to bottom."""
    olds, news = _lines(old), new.split("\n")
    found = []
    old_done = new_done = 0
    for old_at, new_at, size in [*matching_lines(olds, news), (len(olds), len(news), 0)]:
        if (old_at, new_at) != (old_done, new_done):
            found.append(Hunk(old_done, old_at, tuple(news[new_done:new_at])))
        old_done, new_done = old_at + size, new_at + size
    return tuple(found)


def changed(text: str, changes: Iterable[Hunk]) -> str:
    """A text with hunks in it that do not touch each other."""
    lines = text.split("\n")
    found: list[str] = []
    done = 0
    for hunk in sorted(changes):
        found += lines[done : hunk.start]
        found += hunk.lines
        done = hunk.end
    return "\n".join(found + lines[done:])


_CODE_OR_LINE = re.compile(r"`[^`]*`|\bline (\d+)\b")


def renumbered(text: str, line_of: Callable[[int], int | None]) -> str | None:
    """What is said of lines (`line 7`, code in backticks left as it is), counted anew; None where a line has no number."""
    numbers = {int(found[1]) for found in _CODE_OR_LINE.finditer(text) if found[1]}
    now = {number: line_of(number) for number in numbers}
    if None in now.values():
        return None
    return _CODE_OR_LINE.sub(lambda found: f"line {now[int(found[1])]}" if found[1] else found[0], text)


class Lines:
    """Where the lines of a text, counted from 1, are after some hunks that do not touch each other."""

    def __init__(self, changes: Iterable[Hunk]) -> None:
        self._changes: Sequence[Hunk] = sorted(changes)
        self._starts = [hunk.start for hunk in self._changes]
        self._moved = [0]
        for hunk in self._changes:
            self._moved.append(self._moved[-1] + len(hunk.lines) - (hunk.end - hunk.start))

    def get(self, line: int) -> int | None:
        """The line now; None where it was rewritten."""
        before = bisect_right(self._starts, line - 1)
        if before and line <= self._changes[before - 1].end:
            return None
        return line + self._moved[before]

    def near(self, line: int) -> int:
        """The line now; of one that was rewritten, the one after the next above it that was not."""
        now = self.get(line)
        if now is None:
            now = 1 + next((known for above in range(line - 1, 0, -1) if (known := self.get(above))), 0)
        return now

    def new(self) -> set[int]:
        """The lines, counted as they are now, that were not there."""
        found: set[int] = set()
        for hunk, moved in zip(self._changes, self._moved, strict=False):
            found.update(range(hunk.start + moved + 1, hunk.start + moved + len(hunk.lines) + 1))
        return found
