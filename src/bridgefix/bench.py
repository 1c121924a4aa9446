"""What moves along from fix to fix: the texts, their model, and what the rules say of it. Fixes are made and shown to hold."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from bridgefix.bodies import Hunk, Lines, hunks, renumbered, with_spacing_of
from bridgefix.effects import Model
from bridgefix.facts import gather
from bridgefix.findings import FileError, Finding, Key, Level, Refusal, Rewrite
from bridgefix.rules import Rule
from bridgefix.settings import RULE_SETS, Settings
from bridgefix.threads import flow

Fix = Callable[[Model, Finding, Mapping[str, str], Settings], Rewrite | Refusal]
Accept = Callable[[Finding, Mapping[str, str], Mapping[str, str]], bool]
"""Asked whether to take a fix that was shown to hold: the finding, the changed files' texts as they are, and after it."""
Taken = Callable[[Finding, Mapping[str, str], Mapping[str, str]], None]
"""Told of a fix that is taken, in the same words."""

HARM = frozenset(RULE_SETS["threads"])
"""The rules whose findings mean that the app breaks: no fix may bring one of these."""
NEVER = sys.maxsize


@dataclass
class Case:
    """One finding on its way to an outcome."""

    outcome: Finding
    """The finding as it was first made, and what became of it."""
    line: int | None
    """Where it would be now, after the fixes so far; None where that line was rewritten."""
    decided: bool = False
    known: bool = False
    """The baseline accepts it."""
    goes_with: Case | None = None
    """The case whose fix it goes with."""
    waits_since: int = NEVER
    """After how many fixes it was refused."""
    waits_for: frozenset[str] | None = None
    """The functions one of which another fix would have to change before it is worth another try; None for any at all."""

    @property
    def key(self) -> Key:
        return self.outcome.key


class Change(NamedTuple):
    """What a fix changed."""

    paths: frozenset[str]
    functions: frozenset[str]


@dataclass
class Bench:
    """What moves along from fix to fix."""

    settings: Settings
    rules: Sequence[Rule]
    given: frozenset[str]
    encodings: Mapping[str, str]
    accept: Accept | None
    """None: all fixes are taken."""
    taken: Taken | None
    model: Model
    texts: dict[str, str]
    as_read: Mapping[str, str]
    """The texts before any fix."""
    left_out: Callable[[str], frozenset[str]]
    """The rules that are not asked of a file."""
    found: list[Finding] = field(default_factory=list)
    """What the rules say of `model` now, silenced findings left out."""
    changes: list[Change] = field(default_factory=list)
    """What each fix changed that was taken, in their order."""
    _by_key: tuple[list[Finding] | None, Mapping[Key, list[Finding]]] = (None, MappingProxyType({}))
    """`found` once more, as it was when it was last asked for a key."""

    def first_look(self) -> list[FileError]:
        """Fill `found`. A rule that fails must not take the others with it: it is an error of the report."""
        errors = []
        working = []
        model = self.model
        for rule in self.rules:
            try:
                model = self._find(rule, model, self.found)
                working.append(rule)
            except Exception as error:
                if debugging():
                    raise
                errors.append(FileError("", 0, f"internal error: {rule.code} failed: {_named(error)}"))
        self.rules = working
        self.found.sort(key=by_place)
        return errors

    def look(self, model: Model) -> list[Finding]:
        """What the rules say of another model."""
        found: list[Finding] = []
        for rule in self.rules:
            model = self._find(rule, model, found)
        return sorted(found, key=by_place)

    def _find(self, rule: Rule, model: Model, found: list[Finding]) -> Model:
        """Add what one rule finds; the model comes back as the rules after it should see it.

        What a refetching bridge calls on main blocks and raises there only because of the bridge: said once, it is not
        said again of each method that the call goes through.
        """
        bridges = {item.subject[0] for item in found if item.rule == "BF001"}
        heard = [
            item
            for item in rule.find(model, self.settings)
            if item.place.path in self.given
            and item.rule not in self.left_out(item.place.path)
            and not is_silenced(model, item)
            and not (bridges and item.rule == "BF004" and item.subject[0] in bridges)
        ]
        found += heard
        edges = frozenset((item.subject[0], item.subject[2]) for item in heard if item.rule == "BF001")
        if not edges or "BF001" not in self.settings.select:
            return model
        return model._replace(threads=flow(model.project, edges))

    def lost(self, look: Look, taken: Iterable[Case], everyone: Sequence[Case]) -> list[Case]:
        """The cases left to decide that are not found any more where a look is what follows from fixes that were taken."""
        applied = {id(case) for case in taken}
        then = [
            replace(
                case,
                line=look.line(case),
                decided=case.decided or id(case) in applied,
                outcome=case.outcome._replace(applied=True) if id(case) in applied else case.outcome,
            )
            for case in everyone
        ]
        after = replace(self, found=look.found)
        return [
            case
            for case, now in zip(everyone, then, strict=True)
            if not now.decided and after.find_again(now, then) is None
        ]

    def move_on(self, look: Look, everyone: Iterable[Case]) -> None:
        """Go on from what was looked at."""
        for case in everyone:
            case.line = look.line(case)
        self.texts.update(look.texts)
        self.model, self.found = look.model, look.found

    def told(self, reason: str, path: str) -> str:
        """A reason with the lines that it names as they are counted in the file that was read."""
        now, before = self.texts.get(path, ""), self.as_read.get(path, "")
        if now == before:
            return reason
        return renumbered(reason, Lines(hunks(now, before)).near) or reason

    def find_again(self, case: Case, cases: Iterable[Case]) -> Finding | None:
        """The finding of this case as the rules make it now."""
        same = self._with_key(case.key)
        for finding in same:
            if finding.place.line == case.line and finding.place.column == case.outcome.place.column:
                return finding
        for finding in same:
            if finding.place.line == case.line:
                return finding
        others = {
            other.line for other in cases if other is not case and other.key == case.key and not other.outcome.applied
        }
        return next((finding for finding in same if finding.place.line not in others), None)

    def waiting(self, cases: Sequence[Case]) -> list[Case]:
        """The refused cases that may be otherwise after the fixes that were taken since then."""
        last = {function: number for number, change in enumerate(self.changes) for function in change.functions}
        return [
            case
            for case in cases
            if case.waits_since < len(self.changes)
            and (
                case.waits_for is None or any(last.get(function, -1) >= case.waits_since for function in case.waits_for)
            )
            and self.find_again(case, cases) is not None
        ]

    def _with_key(self, key: Key) -> Sequence[Finding]:
        found, by_key = self._by_key
        if found is not self.found:
            fresh: dict[Key, list[Finding]] = {}
            for finding in self.found:
                fresh.setdefault(finding.key, []).append(finding)
            by_key = fresh
            self._by_key = self.found, fresh
        return by_key.get(key, ())


def is_silenced(model: Model, finding: Finding) -> bool:
    """Whether a comment silences a finding.

    It may stand on the finding's line, on the `def` line of its function or of one round that, or above that `def`.
    """
    facts = model.project.files.get(finding.place.path)
    if facts is None:
        return False
    if facts.ignore_file:
        return True
    if not facts.ignores:
        return False
    lines = {finding.place.line}
    for function in facts.functions.values():
        if finding.symbol == function.qualname or finding.symbol.startswith(f"{function.qualname}."):
            lines.update(range(function.first_line - 1, function.line + 1))
    silenced = [facts.ignores[line] for line in lines if line in facts.ignores]
    return any(not codes or finding.rule in codes for codes in silenced)


class Made(NamedTuple):
    """A fix as it was made; nothing is shown yet."""

    rewrite: Rewrite
    hunks: Mapping[str, tuple[Hunk, ...]]
    """By the path of each file that it changes."""


class Look(NamedTuple):
    """New texts, and what the rules say of them."""

    texts: Mapping[str, str]
    """Of the files that changed."""
    lines: Mapping[str, Lines]
    """Where their lines are now."""
    model: Model
    found: list[Finding]

    def line(self, case: Case) -> int | None:
        """Where the line of a case is now."""
        lines = self.lines.get(case.outcome.place.path)
        return case.line if lines is None or case.line is None else lines.get(case.line)


class Brings(Refusal):
    """What the fix would bring may be taken away by the fix of another finding."""


Thing = TypeVar("Thing")


def attempt(do: Callable[[], Thing | Refusal]) -> Thing | Refusal:
    """Do something with code that may be anything; what goes wrong is a refusal."""
    try:
        with warnings.catch_warnings():
            # What the compiler would warn of stood there before.
            warnings.simplefilter("ignore")
            return do()
    except Refusal as refusal:
        return refusal
    except (RecursionError, MemoryError):
        return Refusal("the code is nested too deeply to be rewritten")
    except Exception as error:
        if debugging():
            raise
        return Refusal(f"internal error: {_named(error)}")


def make(bench: Bench, finding: Finding, fix: Fix) -> Made | Refusal:
    """Make a fix of what is there now. Raises what the fix raises."""
    rewrite = fix(bench.model, finding, bench.texts, bench.settings)
    if isinstance(rewrite, Refusal):
        return rewrite
    texts = {path: with_spacing_of(bench.texts.get(path, ""), text) for path, text in rewrite.texts.items()}
    found = {
        path: hunks(bench.texts.get(path, ""), text) for path, text in texts.items() if text != bench.texts.get(path)
    }
    if not found:
        return Refusal("internal error: the fix changes nothing")
    outside = sorted(set(found) - bench.given)
    if outside:
        return Refusal(f"the fix would change {outside[0]}, which is not among the files given")
    notes = (rewrite.note, _for_nothing(bench, texts, found))
    note = "; ".join(filter(None, notes)) or None
    return Made(rewrite._replace(texts={path: texts[path] for path in found}, note=note), found)


def _for_nothing(bench: Bench, texts: Mapping[str, str], found: Mapping[str, tuple[Hunk, ...]]) -> str | None:
    """What to say of imports that a fix leaves without a use: they are not what it is about, and stay."""
    unused: dict[str, None] = {}
    for path, several in found.items():
        old = bench.texts.get(path, "").split("\n")
        cut = set(_WORD.findall("\n".join(line for hunk in several for line in old[hunk.start : hunk.end])))
        facts = bench.model.project.files.get(path)
        for name in cut & facts.imports.keys() if facts is not None else ():
            if len(re.findall(rf"\b{name}\b", texts[path])) == 1:
                unused[name] = None
    names = ", ".join(f"`{name}`" for name in sorted(unused))
    return f"{names} {'is' if len(unused) == 1 else 'are'} then imported for nothing" if names else None


_WORD = re.compile(r"\w+")


def look_at(bench: Bench, texts: Mapping[str, str], by_path: Mapping[str, Iterable[Hunk]]) -> Look | Refusal:
    """Look at texts that some hunks make of what is there now. A refusal where they do not compile."""
    facts = []
    for path, text in texts.items():
        try:
            text.encode(bench.encodings.get(path, "utf-8"))
            compile(text, path, "exec", dont_inherit=True)
            facts.append(gather(path, text))
        except UnicodeEncodeError as error:
            return Refusal(f"{path} is written in {error.encoding}, which has no {error.object[error.start]!r}")
        except (SyntaxError, ValueError) as error:
            return _as_it_was(path, bench.texts[path]) or Refusal(
                f"internal error: the new text of {path} does not compile: {error}"
            )
    model = bench.model.replace(facts)
    return Look(texts, {path: Lines(several) for path, several in by_path.items()}, model, bench.look(model))


def verify(bench: Bench, finding: Finding, made: Made) -> Look | Refusal:
    """Whether the new texts compile, the finding is gone and none that breaks the app came."""
    look = look_at(bench, made.rewrite.texts, made.hunks)
    if isinstance(look, Refusal):
        return look
    before, after = counted(bench.found), counted(look.found)
    if after[finding.key] >= before[finding.key]:
        return Refusal("internal error: the finding is still there after the fix")
    for new in brought(bench.found, look, safe=made.rewrite.level is Level.SAFE):
        return Brings(f"the fix would bring {new.rule} in {new.symbol}: {new.message}")
    return look


def counted(found: Iterable[Finding]) -> Counter[Key]:
    """How many findings there are of each key."""
    return Counter(item.key for item in found)


def brought(before: Iterable[Finding], look: Look, *, safe: bool) -> Iterable[Finding]:
    """The findings that break the app and were not there before.

    A line that stood there before is not brought by a fix that leaves every thread as it was (a safe one does): what is
    said of it now was only hidden before.
    """
    old, new = counted(before), counted(look.found)
    fresh = {path: lines.new() for path, lines in look.lines.items()}
    for item in look.found:
        stood = safe and item.place.line not in fresh.get(item.place.path, ())
        if item.rule in HARM and new[item.key] > old[item.key] and not stood:
            yield item


def _as_it_was(path: str, text: str) -> Refusal | None:
    """Why no fix of a text can compile: it did not before. The parser lets more pass than the compiler."""
    try:
        compile(text, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        what = error.msg if isinstance(error, SyntaxError) else str(error)
        return Refusal(f"the file does not compile as it is: {what}", getattr(error, "lineno", None) or 1, path)
    return None


def goes_with(finding: Finding) -> str:
    """What is noted of findings that the fix of this one takes away as well."""
    return f"goes with the fix of {finding.rule} {finding.symbol}"


def by_place(finding: Finding) -> tuple[str, int, int, str, str]:
    """In the order of the files."""
    place = finding.place
    return place.path, place.line, place.column, finding.rule, finding.symbol


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0]


def debugging() -> bool:
    """With BRIDGEFIX_DEBUG=1 a mistake of ours shows itself whole."""
    return os.environ.get("BRIDGEFIX_DEBUG") == "1"
