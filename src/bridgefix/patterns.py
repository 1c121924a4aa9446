"""Patterns as in a .gitignore."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Lines:
    """Those of one file. What decides about them is imported where one of them may mean a path, which is seldom."""

    def __init__(self, lines: Sequence[str]) -> None:
        """`lines` are no comments, not empty, and no bombs; those that are no patterns mean nothing."""
        self._lines = lines

    def verdict(self, relative: str, is_folder: bool) -> bool | None:
        """Whether they leave a path out; None where they say nothing about it."""
        shown = relative + "/" if is_folder else relative
        return verdict(self._spec, relative, is_folder) if self._loose.search(shown) else None

    @cached_property
    def _spec(self) -> GitIgnoreSpec:
        return compiled([line for line in self._lines if is_pattern(line)])

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_loosely, self._lines)), re.DOTALL)


_WILD = re.compile(r"\*+|\?|\[[^]\[\\:!^][^]\[\\:]*\]")
"""What stands for characters of a name; of brackets, those in which nothing has a meaning of its own."""


def _loosely(line: str) -> str:
    """A regex that finds something in all paths that a pattern means, and in some others."""
    names = line.removeprefix("!").strip("/").split("/")
    if line != line.strip() or not all(names):
        return ""
    found = ""
    for name in names:
        plain = _WILD.split(name)
        if any(sign in part for part in plain for sign in "[\\"):
            return ""
        wild = ["[^/]*" if sign[0] == "*" else "[^/]" for sign in _WILD.findall(name)]
        pieces = [text for pair in zip(map(re.escape, plain), [*wild, ""], strict=True) for text in pair]
        found += "(?:.*/)?" if name == "**" else "".join(pieces) + "/"
    # Whatever is below a folder that is meant is meant, too.
    return found if names[-1] == "**" else found[:-1] + r"(?:/|$)"


def is_bomb(pattern: str) -> bool:
    """Whether looking for it in a long path could take minutes or years: its regex tries all places for most wildcards.

    One in each name has one place only. So has the last `**`.
    """
    names = pattern.strip("!/ ").split("/")
    return sum(max(name.count("*") - 1, 0) for name in names if name != "**") + names[:-1].count("**") > 2


def is_pattern(line: str) -> bool:
    """Whether it is one that git would obey."""
    try:
        compiled([line])
    except (ValueError, re.error):
        return False
    return True


def compiled(lines: Iterable[str]) -> GitIgnoreSpec:
    """Patterns as git understands them. Raises ValueError or re.error for what is none."""
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        # What the regex compiler thinks of somebody's brackets is not ours to say.
        warnings.simplefilter("ignore")
        return GitIgnoreSpec.from_lines(lines)


def verdict(spec: GitIgnoreSpec, relative: str, is_folder: bool) -> bool | None:
    """Whether the patterns leave a path out; None where they say nothing about it."""
    return spec.check_file(relative + "/" if is_folder else relative).include
