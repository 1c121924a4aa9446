"""Which files belong to one project, so that projects that know nothing of each other are looked at one by one.

Everything that could tie two files together does: one folder to import from, one such folder above the other, a folder
that is marked as one project, and each import that may lead from one to the other.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from bridgefix.facts import FileFacts
from bridgefix.imports import all_imports, is_marked, is_package
from bridgefix.sources import Source

_INDENT = rb"[ \t\f]*+" if sys.version_info >= (3, 11) else rb"[ \t\f]*"
"""Taken whole where that can be said: else each blank of each line is given back in vain."""
_IMPORT = re.compile(
    rb"\n%s(?:import[ \t]+(\w+)(?:\.(\w+))?|from[ \t]+(\w+)(?:\.(\w+)|[\w. \t]*\bimport\b[ \t]*(\([^)]*|[^\n]*)))"
    % _INDENT
)
"""With the end of the line before it: what begins with one certain byte is found much faster than what begins a line."""
_WORD = re.compile(r"\w+")
_NAMED = ""
"""The home of all files that the command line names one by one: they are meant to be seen together."""


@dataclass
class Ties:
    """Groups that grow together. A group is called by one of its members."""

    _above: dict[str, str] = field(default_factory=dict)

    def head(self, one: str) -> str:
        """What the group that a thing is in is called."""
        chain = []
        while (above := self._above.get(one, one)) != one:
            chain.append(one)
            one = above
        self._above.update(dict.fromkeys(chain, one))
        return one

    def tie(self, one: str, other: str) -> None:
        """Make one group of those of two things."""
        first, second = self.head(one), self.head(other)
        if first != second:
            self._above[second] = first


class Modules:
    """By which names files can be imported, and the homes where that leads."""

    def __init__(self) -> None:
        self._homes: dict[str, dict[str, set[str]]] = {}

    def add(self, path: str, home: str) -> None:
        """A file; it may be imported from any folder above it."""
        parts = os.path.normpath(path).removesuffix(".py").split(os.sep)
        for first, second in pairwise(parts):
            self._homes.setdefault(first, {}).setdefault(second, set()).add(home)

    def __contains__(self, first: str) -> bool:
        """Whether an import of this name may lead to one of the files."""
        return first in self._homes

    def homes(self, first: str, seconds: Collection[str], data: bytes) -> Iterator[str]:
        """Where `import first.second` or `from first import second` may lead.

        After `import first` alone it is what `data`, the file's bytes, names behind a dot that counts. That `first` is itself
        a module says nothing: a module without a package is imported by files at or below its folder, which is their home.
        """
        known = self._homes.get(first)
        if known:
            found = [second for second in seconds if second in known]
            if not found and not seconds:
                found = [second for second in known if b"." + second.encode() in data]
            for second in found:
                yield from known[second]

    def named(self, group: Callable[[str], str]) -> list[tuple[str, str, list[str]]]:
        """All names, with the groups that their homes are in."""
        return [
            (first, second, sorted({group(home) for home in homes}))
            for first, seconds in sorted(self._homes.items())
            for second, homes in sorted(seconds.items())
        ]


class Groups(NamedTuple):
    """Files, apart by what they can know of each other."""

    members: Mapping[str, tuple[Source, ...]]
    """By the name of the group."""
    ties: Ties
    modules: Modules

    def sources(self, names: Collection[str]) -> list[Source]:
        """The files of several groups, sorted by path."""
        return sorted((source for name in names for source in self.members[name]), key=lambda source: source.path)

    def words(self) -> str:
        """All that `strangers` goes by, as text."""
        return repr(self.modules.named(self.ties.head))

    def strangers(self, sources: Mapping[str, Source], facts: Iterable[FileFacts]) -> frozenset[str]:
        """The groups that imports may lead to. The first look, at the bytes, may not have seen all of them."""
        found: set[str] = set()
        for file in facts:
            for item in all_imports(file):
                first, _, rest = item.module.partition(".")
                if not item.level and first in self.modules:
                    second = rest.partition(".")[0] or item.name
                    found.update(self.modules.homes(first, [second] if second else [], sources[file.path].data))
        return frozenset(map(self.ties.head, found))


def groups(sources: Sequence[Source], paths: Iterable[str], named: Collection[str], tops: Collection[str]) -> Groups:
    """Part files.

    Args:
        paths: All files that there are, also those that are only looked at where another one imports them.
        named: Those that the command line names one by one.
        tops: Real paths of the folders up to which a marked folder (a work tree, a pyproject.toml) counts as one project.
    """
    homes = _Homes(tops)
    home = {source.path: homes.of(source.path) for source in sources}
    ties = Ties()
    for path in named & home.keys():
        ties.tie(_NAMED, home[path])
    places = set(home.values())
    for place in places:
        above = os.path.dirname(place)
        while above != os.path.dirname(above):
            if above in places:
                ties.tie(above, place)
            above = os.path.dirname(above)
    modules = Modules()
    if len({ties.head(place) for place in places}) > 1:
        for path in paths:
            if (place := homes.of(path)) in places:
                modules.add(path, place)
        for source in sources:
            for first, seconds in _imports(source.data, modules):
                for place in modules.homes(first, seconds, source.data):
                    ties.tie(place, home[source.path])
    members: dict[str, list[Source]] = {}
    for source in sources:
        members.setdefault(ties.head(home[source.path]), []).append(source)
    return Groups({name: tuple(group) for name, group in members.items()}, ties, modules)


def _imports(data: bytes, modules: Modules) -> Iterator[tuple[str, list[str]]]:
    """What a file seems to import of some modules, by a look that is faster than a parse: names, and what is looked for
    below them.
    """
    for match in _IMPORT.finditer(b"\n" + data):
        first = (match[1] or match[3]).decode()
        if first in modules:
            below = match[2] or match[4]
            yield first, [below.decode()] if below else _WORD.findall((match[5] or b"").decode("utf-8", "replace"))


class _Homes:
    """The folder that stands for the project of a file: the outermost marked one, else where its imports start."""

    def __init__(self, tops: Iterable[str]) -> None:
        self._tops = tuple(os.path.join(top, "") for top in tops)
        self._known: dict[str, str] = {}
        self._is_package = cache(is_package)
        self._is_marked = cache(is_marked)

    def of(self, path: str) -> str:
        folder = os.path.dirname(path)
        if folder not in self._known:
            self._known[folder] = self._find(os.path.realpath(folder or os.curdir))
        return self._known[folder]

    def _find(self, folder: str) -> str:
        above = folder
        while self._is_package(above) and above != os.path.dirname(above):
            above = os.path.dirname(above)
        home = above
        while os.path.join(above, "").startswith(self._tops):
            if self._is_marked(above):
                home = above
            if above == os.path.dirname(above):
                break
            above = os.path.dirname(above)
        return home
