"""What a fix changes and what it may have asked for: whether it would be the same with other fixes before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bridgefix.bodies import Hunk
from bridgefix.effects import EVERYTHING, Model
from bridgefix.elsewhere import Outer
from bridgefix.findings import Finding
from bridgefix.sources import width

LOCAL = frozenset({"BF001", "BF002", "BF003", "BF009"})
"""The rules whose fixes ask for functions that they read, that these call, or that call them; others go by the project."""
_DEF = re.compile(r"\s*(?:async\s+)?def\s+(\w+)")
_WORD = re.compile(r"\w+")

Thing = tuple[str, str]
"""An attribute, with the class of its object; or a place outside of objects and functions, with nothing before it."""
Hunks = Mapping[str, tuple[Hunk, ...]]
"""By the path of each file."""


class Uses(NamedTuple):
    """What some functions have to do with things that others may have to do with, too."""

    reads: frozenset[Thing] = frozenset()
    writes: frozenset[Thing] = frozenset()
    calls: frozenset[str] = frozenset()
    """Methods that they call of objects that nobody knows."""


class Rests(NamedTuple):
    """What a fix, or the reason why there is none, rests on."""

    functions: frozenset[str]
    """Ids: what was read, what was asked for with what that calls, and what calls that which it is about."""
    reads: frozenset[Thing]
    names: frozenset[str]
    """Of the functions that it is about."""
    paths: frozenset[str]
    everything: bool


class Reach:
    """How far the functions of a model reach each other."""

    def __init__(self, model: Model, texts: Mapping[str, str]) -> None:
        self._model = model
        self._texts = texts
        self._known: dict[str, Uses] = {}
        self._covers: dict[str, dict[int, list[str]]] = {}
        self._lines: dict[str, Sequence[str]] = {}
        self._longest: dict[str, tuple[int, int]] = {}
        """How long a line may get in a file, and how many that long are left as they are."""

    def moved(self, hunks: Hunks, edits: frozenset[str]) -> frozenset[Thing]:
        """What may be set or changed by other functions than before, if these hunks change those functions."""
        words: set[str] = set()
        for path, several in hunks.items():
            old = self._old(path)
            for start, end, new in several:
                words.update(_WORD.findall("\n".join((*old[start:end], *new))))
        return frozenset((home, name) for home, name in self.uses(edits).writes if not home or name in words)

    def widens(self, path: str, hunks: Iterable[Hunk]) -> bool:
        """Whether a line may get longer with hunks, or with those asked for before in that file, or less long."""
        old = self._old(path)
        if path not in self._longest:
            widest = width(self._texts[path])
            self._longest[path] = widest, sum(len(line) >= widest for line in old)
        widest, left = self._longest[path]
        left -= sum(len(line) >= widest for hunk in hunks for line in old[hunk.start : hunk.end])
        self._longest[path] = widest, left
        longer = any(width(line) > widest for hunk in hunks for line in hunk.lines)
        return longer or (widest > width("") and left <= 0)

    def _old(self, path: str) -> Sequence[str]:
        if path not in self._lines:
            self._lines[path] = self._texts[path].split("\n")
        return self._lines[path]

    def edited(self, hunks: Hunks) -> frozenset[str]:
        """The functions that hunks change, by id, and those that they add, by path and name."""
        found: set[str] = set()
        for path, several in hunks.items():
            cover = self._cover(path)
            for start, end, lines in several:
                # What is put between two lines belongs to the functions that either of them is in.
                for line in range(start + 1, end + 1) if start < end else (start, start + 1):
                    found.update(cover.get(line, ()))
                found.update(f"{path}: {match[1]}" for line in lines if (match := _DEF.match(line)))
        return frozenset(found)

    def head(self, path: str) -> int:
        """How many lines stand above the first function of a file."""
        return min(self._cover(path), default=1) - 1

    def rests(
        self,
        finding: Finding,
        read: frozenset[str] = frozenset(),
        done: frozenset[str] = frozenset(),
        edits: frozenset[str] = frozenset(),
    ) -> Rests:
        """What the fix of a finding rests on.

        Args:
            read: Ids of the functions whose text was read for it.
            done: Ids of those of which it was asked what they do.
            edits: Those that it changes.
        """
        functions = self._model.project.functions
        about = frozenset(word for word in (*finding.subject, *edits) if word in functions)
        asked = about | {word for word in done if word in functions}
        reached = (
            _closed(asked, self._below) | _closed(about, self._above) | {word for word in read if word in functions}
        )
        return Rests(
            functions=reached,
            reads=self.uses(asked).reads,
            names=frozenset(functions[word].name for word in about),
            paths=frozenset(functions[word].path for word in reached),
            everything=EVERYTHING in read or finding.rule not in LOCAL,
        )

    def uses(self, function_ids: Iterable[str]) -> Uses:
        """What functions of the model have to do with."""
        found = [self._uses(word) for word in function_ids if word in self._model.project.functions]
        return Uses(
            reads=frozenset().union(*(uses.reads for uses in found)),
            writes=frozenset().union(*(uses.writes for uses in found)),
            calls=frozenset().union(*(uses.calls for uses in found)),
        )

    def _uses(self, function_id: str) -> Uses:
        if function_id not in self._known:
            self._known[function_id] = self._find_uses(function_id)
        return self._known[function_id]

    def _find_uses(self, function_id: str) -> Uses:
        project, effects = self._model.project, self._model.effects
        function, owner = project.functions[function_id], project.owner(function_id)
        summary, outer = effects.summaries[function_id], effects.outer.get(function_id, Outer())
        home = owner.id if owner is not None else function_id
        family = {home}
        if owner is not None:
            family.update(cls.id for cls in (*project.mro(home), *project.subclasses(home)))
        return Uses(
            reads=frozenset((*(("", place) for place in outer.reads), *((home, name) for name in summary.reads))),
            writes=frozenset(
                (
                    *(("", place) for place in outer.writes),
                    *((cls, name) for cls in family for name in summary.writes & self._own_attributes),
                )
            ),
            calls=frozenset(
                call.func.name for call in function.calls if call.func.kind == "attr" and not project.targets(call)
            ),
        )

    @cached_property
    def _own_attributes(self) -> frozenset[str]:
        """The names of the attributes that something in the project sets: `log` is Textual's."""
        project = self._model.project
        found = {store.target.name for function in project.functions.values() for store in function.stores}
        return frozenset(found.union(*(cls.attributes for cls in project.classes.values())))

    def _cover(self, path: str) -> Mapping[int, list[str]]:
        """The functions that each line of a file is in."""
        if path not in self._covers:
            cover: dict[int, list[str]] = {}
            for function in self._model.project.files[path].functions.values():
                if function.name != "<module>":
                    for line in range(function.first_line, function.end_line + 1):
                        cover.setdefault(line, []).append(function.id)
            self._covers[path] = cover
        return self._covers[path]

    @cached_property
    def _below(self) -> Mapping[str, Iterable[str]]:
        return _table((one, other) for one, other in self._steps)

    @cached_property
    def _above(self) -> Mapping[str, Iterable[str]]:
        return _table((other, one) for one, other in self._steps)

    @cached_property
    def _steps(self) -> list[tuple[str, str]]:
        """From each function to those that it calls, hands on or holds."""
        project = self._model.project
        steps = [(edge.caller, edge.callee) for edge in project.edges()]
        for function in project.functions.values():
            if function.parent is not None:
                steps.append((f"{function.path}::{function.parent}", function.id))
        return steps


def _table(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Iterable[str]]:
    found: dict[str, dict[str, None]] = {}
    for one, other in pairs:
        found.setdefault(one, {})[other] = None
    return found


def _closed(start: Iterable[str], steps: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found = set(start)
    todo = list(found)
    while todo:
        for other in steps.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return frozenset(found)
