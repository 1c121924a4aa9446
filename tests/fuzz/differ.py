"""Runs a program before and after its fix, and tells what is different.

What is compared, for each scenario: the refresh (the fetch-and-render method in a worker), twice in a row on one object;
and the bridge, called on main with the data that the refresh fetched. What may differ:

- the thread of what is shown: after the fix that has to be main;
- the order of an effect that stays in the fetch and of *preparing* that fails: the effect may then have happened already
  (counted apart, as `early`). The design has the preparing go with the display and the effect stay, so nothing else can
  come of it. It is allowed for effects in one piece, of statements that stand behind the one that failed, where that one
  showed nothing; and what ends otherwise has to be what these effects have changed.
"""

from __future__ import annotations

import ast
import copy
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from bridgefix.mend import mend
from bridgefix.settings import Settings
from fuzz.generator import Program
from fuzz.grammar import BETWEEN
from fuzz.host import DRAWN, MAIN, WORKER, Entry, Scenario, Stage

PATH = "generated.py"
SETTINGS = Settings(select=("BF001",), blocking=("acme.api.*",))
OUTSIDE = "#busy"
"""The widget that says how the fetch goes: no business of the bridge."""

PODS = [
    {"name": "web", "ready": True, "age": 5},
    {"name": "db", "ready": False, "age": 1},
    {"name": "cache", "ready": True, "age": 3},
    {"name": "web-2", "ready": True, "age": 12},
]
SCENARIOS = (
    Scenario("rows", PODS),
    Scenario("empty", []),
    Scenario("holes", [PODS[0], {"name": "odd"}, {"ready": True}]),
    Scenario("one", PODS[1:2]),
    Scenario("none", None),
    Scenario("fails", PODS, fails=True),
    Scenario("cancelled", PODS, cancelled=True),
    Scenario("stored", PODS, stored=PODS[:1]),
    Scenario("loud", PODS[::-1], state=(("_verbose", True), ("_zone", "asia"), ("_shown", 5))),
    Scenario("idle", PODS, state=(("_limit", 0),)),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a program: `split`, `refused`, `unseen` (no finding) or `different`."""

    kind: str
    reason: str = ""
    """Why it was refused, or what is different."""
    after: str = ""
    early: int = 0
    """In how many scenarios an effect came before preparing that failed."""


class _Mark(NamedTuple):
    """How much there was of what a stage writes down."""

    entries: int = 0
    probes: int = 0
    bridge_runs: int = 0
    failures: int = 0
    forgiven: int = 0


@dataclass
class _Refresh:
    """One run of the fetch-and-render method, twice in a row."""

    stage: Stage
    results: list[tuple[Any, str | None]] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)
    """What there was after each of the two."""
    ends: list[dict[str, Any]] = field(default_factory=list)
    """The state after each of the two."""


def examine(program: Program) -> Outcome:
    """Fix a program and look for differences. An exception in the tool is a difference, too."""
    mended = mend({PATH: program.text}, SETTINGS)
    if mended.errors:
        return Outcome("different", f"error: {mended.errors[0].message}")
    findings = [finding for finding in mended.findings if finding.rule == "BF001"]
    if not findings:
        return Outcome("unseen", "no finding")
    after = mended.texts.get(PATH)
    if after is None:
        reason = findings[0].reason or ""
        return Outcome("different" if "internal error" in reason else "refused", reason)
    difference, early = _compare(program, after)
    return Outcome("different" if difference else "split", difference or "", after, early)


def _compare(program: Program, after: str) -> tuple[str | None, int]:
    found = _looks_wrong(after)
    if found:
        return found, 0
    mended = [bridge for bridge in program.bridges if not _refetches(program, after, bridge)]
    if not mended:
        return "no bridge is mended", 0
    early = 0
    for scenario in SCENARIOS:
        if scenario.name in program.leaves_out:
            continue
        old, new = _refresh(program, program.probed, scenario), _refresh(program, after, scenario)
        found, was_early = _refresh_differs(program, after, old, new)
        if found:
            return f"refresh, {scenario.name}: {found}", early
        early += was_early
        for bridge in mended:
            found = _bridge_differs(program, after, bridge, scenario, old, new)
            if found:
                return f"bridge, {scenario.name}: {found}", early
        if new.stage.held_across and not program.crosses_locked:
            return f"{scenario.name}: a lock is held across the crossing", early
    return None, early


def _looks_wrong(after: str) -> str | None:
    """What can be told from the new text alone."""
    try:
        compile(after, PATH, "exec")
    except SyntaxError as error:
        return f"the new text does not compile: {error}"
    again = mend({PATH: after}, SETTINGS)
    if again.texts:
        return "a second run changes the text again"
    return None


def _refetches(program: Program, after: str, bridge: str) -> bool:
    """Whether a bridge goes on fetching again: it was refused, then."""
    return any(
        isinstance(inner, ast.Attribute) and inner.attr == program.fetch
        for node in ast.walk(ast.parse(after))
        if isinstance(node, ast.FunctionDef) and node.name == bridge
        for inner in ast.walk(node)
    )


def shows_its_data(program: Program) -> bool:
    """Whether what is shown, where anything is, is another thing for other data: else there is nothing to hand over."""
    shown = set()
    for scenario in SCENARIOS[:4]:
        run = _refresh(program, program.probed, scenario)
        if run.stage.probes:
            shown.add(repr(list(_shown(run.stage.record[run.stage.probes[0][0] :]))))
    return len(shown - {"[]"}) > 1


@lru_cache(maxsize=8)
def _compiled(text: str) -> Any:
    return compile(text, PATH, "exec")


def _stage(program: Program, text: str, scenario: Scenario) -> Stage:
    return Stage(_compiled(text), scenario, program.bridges)


def _refresh(program: Program, text: str, scenario: Scenario) -> _Refresh:
    run = _Refresh(_stage(program, text, scenario))
    for _ in range(2):
        run.results.append(run.stage.run(MAIN if program.is_async else WORKER, program.fetch))
        stage = run.stage
        counts = map(len, (stage.record, stage.probes, stage.bridge_runs, stage.failures))
        run.marks.append(_Mark(*counts, stage.forgiven))
        run.ends.append(_end(stage))
    return run


def _told(entries: Sequence[Entry]) -> list[tuple[str, str, Any]]:
    """A record without threads, and without the line that the bridge logs of its own."""
    told = [(e.kind, e.what, e.args) for e in entries if not (e.kind == "effect" and "update with %d" in str(e.args))]
    return _renumbered(told, {})


def _renumbered(value: Any, known: dict[str, str]) -> Any:
    """The same with what was drawn by chance numbered as it is met: which numbers these are is chance."""
    if isinstance(value, list | tuple):
        return type(value)([_renumbered(inner, known) for inner in value])
    if isinstance(value, dict):
        return {key: _renumbered(inner, known) for key, inner in value.items()}
    if isinstance(value, str) and _CHANCE.search(value):
        return _CHANCE.sub(lambda found: known.setdefault(found[0], f"drawn {len(known)}"), value)
    return value


_CHANCE = re.compile(rf"{str(DRAWN)[:4]}\d\d\d")


def _refresh_differs(program: Program, after: str, old: _Refresh, new: _Refresh) -> tuple[str | None, int]:
    if new.stage.mistakes:
        return new.stage.mistakes[0], 0
    for entry in new.stage.record:
        if entry.kind == "ui" and entry.thread != MAIN:
            return f"touched off main: {entry}", 0
    for run in new.stage.bridge_runs:
        if run.thread != MAIN:
            return f"the bridge ran on {run.thread}", 0
    start_old = start_new = _Mark()
    for index, (was, now) in enumerate(zip(old.results, new.results, strict=True)):
        end_old, end_new = old.marks[index], new.marks[index]
        before = old.stage.record[start_old.entries : end_old.entries]
        later = new.stage.record[start_new.entries : end_new.entries]
        first, second = _told(before), _told(later)
        failures = old.stage.failures[start_old.failures : end_old.failures]
        if was == now and first == second:
            counted = _counted_early(program, failures) if old.ends[index] != new.ends[index] else frozenset()
            if counted:
                return _ends_otherwise(old.ends[index], new.ends[index], counted), 1
            start_old, start_new = end_old, end_new
            continue
        early = _early(program, after, before, later, failures)
        if was[1] == now[1] and early:
            # A second refresh starts from there, and may go another way.
            counted = {"COUNT"} if any("_next_number" in after.split("\n")[e.line - 1] for e in early) else set()
            return _unexplained(old.ends[index], new.ends[index], early, counted), 1
        if was != now:
            return f"returned or raised {was} before, {now} after", 0
        return _first_difference(first, second), 0
    return _ends_otherwise(old.ends[-1], new.ends[-1]), 0


def _early(
    program: Program, after: str, before: Sequence[Entry], now: Sequence[Entry], failures: Sequence[int]
) -> list[Entry]:
    """The effects that only the new run has, where preparing failed before they could happen in the old one.

    `failures` are the lines at which something failed in the old run.
    """
    first, second = _told(before), _told(now)
    same = len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))))
    more = len(second) - len(first)
    extra = now[same : same + more]
    if more < 1 or first[same:] != second[same + more :] or any(e.kind != "effect" or not e.line for e in extra):
        return []
    ours = after.split("\n")
    for behind in _behind(program, failures):
        if all(any(ours[entry.line - 1].strip() in line for line in behind) for entry in extra):
            return extra
    return []


def _behind(program: Program, failures: Sequence[int]) -> Iterator[list[str]]:
    """For each statement that failed and showed nothing, what stands behind it."""
    lines = program.probed.split("\n")
    for failed in failures:
        if not _SHOWS.search(lines[failed - 1]):
            # Now and then two statements stand on one line.
            yield [lines[failed - 1].partition(";")[2], *lines[failed:]]


def _counted_early(program: Program, failures: Sequence[int]) -> frozenset[str]:
    """The variable of the module that may be counted up before preparing fails; nobody writes that down."""
    counts = any("_next_number" in line for behind in _behind(program, failures) for line in behind)
    return frozenset({"COUNT"} if counts else ())


_SHOWS = re.compile(
    r"call_from_thread|\bcross\(|query_one|table\.|self\._(blank|paint|show_pods|show_many)|self\.(sub_)?title"
)


def _unexplained(
    before: Mapping[str, Any], after: Mapping[str, Any], early: Sequence[Entry], counted: set[str]
) -> str | None:
    """What ends otherwise than it did, and not by effects that came early; `counted` is what these bind of the module."""
    changed = {re.split(r"[ .]", entry.what.removeprefix("self."))[0] for entry in early}
    changed |= {entry.what.removesuffix(" =") for entry in early}
    allowed = changed | counted | {f"self.{name}" for name in changed}
    # Another name for what was changed shows the same.
    ends = [(before.get(name), after.get(name)) for name in allowed if name in after]
    same = {name for name in after if (before.get(name), after[name]) in ends}
    return _ends_otherwise(before, after, frozenset(allowed | same))


def _ends_otherwise(
    before: Mapping[str, Any], after: Mapping[str, Any], allowed: frozenset[str] = frozenset()
) -> str | None:
    for name in {**before, **after}:
        if before.get(name) != after.get(name) and name not in allowed:
            return f"{name} ends as {before.get(name)} before, {after.get(name)} after"
    return None


def _end(stage: Stage) -> dict[str, Any]:
    known: dict[str, str] = {}
    _renumbered([entry.args for entry in stage.record], known)
    return _renumbered(stage.state(), known)  # type: ignore[no-any-return]


def _first_difference(old: Sequence[Any], new: Sequence[Any]) -> str:
    for index, (first, second) in enumerate(itertools.zip_longest(old, new)):
        if first != second:
            kinds = {entry[0] for entry in (first, second) if entry}
            same = sorted(map(repr, old)) == sorted(map(repr, new))
            return f"{'order: ' if same else ''}{'/'.join(sorted(kinds))} at {index}: {first} before, {second} after"
    raise AssertionError


def _bridge_differs(
    program: Program, after: str, bridge: str, scenario: Scenario, old: _Refresh, new: _Refresh
) -> str | None:
    """Compare what the bridge shows with what the first refresh showed that fetched that data."""
    mark = old.marks[0]
    probes = old.stage.probes[: mark.probes]
    if not probes or scenario.cancelled:
        return None
    place, values = probes[-1][0], copy.deepcopy(probes[-1][1])
    stage, again = (_stage(program, after, scenario) for _ in range(2))
    for fresh_stage in (stage, again):
        fresh_stage.inside_worker = False
        fresh_stage.waited = sum(entry.kind == "api" for entry in old.stage.record[:place])
    fresh = copy.deepcopy(values), copy.deepcopy(values)
    raised = _call(program, stage, bridge, values)
    if stage.mistakes:
        return stage.mistakes[0]
    shown = list(_shown(stage.record))
    length = len(stage.record)
    # What it is given is its caller's, who may show it once more.
    result = _call(program, stage, bridge, values), *(_call(program, again, bridge, each) for each in fresh)
    if (result[0], list(_shown(stage.record[length:]))) != (result[2], list(_shown(again.record[length:]))):
        return f"shows {list(_shown(stage.record[length:]))} when it is given the same once more"
    # Another bridge that runs this one may fail before it does, as the fetch may; its run is no measure of this one.
    within = {run.bridge for run in stage.bridge_runs}
    runs = [run for run in new.stage.bridge_runs[: new.marks[0].bridge_runs] if run.bridge in within]
    # The run of one that this one runs in turn has ended before, and is a measure only where this one itself did not run.
    runs.sort(key=lambda run: run.bridge != bridge)
    if mark.forgiven and not runs:
        return None
    if mark.failures:
        # Something failed. Where that was in the bridge, it fails alike when it is called alone.
        if not runs:
            return None
        expected = list(_shown(new.stage.record[runs[0].start : runs[0].end]))
        if raised != runs[0].raised:
            return f"raises {raised}, and {runs[0].raised} in a refresh"
    else:
        expected = list(_shown(old.stage.record[place : mark.entries]))
        if raised:
            return f"raises {raised}"
    if BETWEEN in program.hard and not raised:
        # What comes before a second fetch and does not ask the data may tell of progress: it stays where it is.
        expected = expected[max(0, len(expected) - len(shown)) :]
    if shown != expected:
        return f"shows {shown}, and a refresh {expected}"
    return None


def _call(program: Program, stage: Stage, bridge: str, values: Sequence[Any]) -> str | None:
    if program.keyword_only:
        return stage.run(MAIN, bridge, **dict(zip(program.params, values, strict=True)))[1]
    return stage.run(MAIN, bridge, *values)[1]


def _shown(entries: Sequence[Entry]) -> Iterator[tuple[str, Any]]:
    shown = [(e.what, e.args) for e in entries if e.kind == "ui" and not e.what.startswith(OUTSIDE)]
    return iter(_renumbered(shown, {}))
