"""From texts to findings and mended texts, free of files and terminal.

Findings are decided in the order of the rules, then path and line. Each fix is shown to hold before it is taken, and
the next one is made from what it leaves: facts are taken anew for the files that changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from bridgefix.baseline import Baseline, Verdict, judge
from bridgefix.bench import HARM, NEVER, Accept, Bench, Case, Fix, Taken, by_place
from bridgefix.bodies import body, with_end_of
from bridgefix.effects import build
from bridgefix.facts import FileFacts, gather
from bridgefix.findings import Entry, FileError, Finding
from bridgefix.holding import collecting_the_new
from bridgefix.rules import RULES, Rule
from bridgefix.settings import Settings
from bridgefix.sources import left_out

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_ROUNDS = 3
"""How often findings that only show up after a fix get one of their own."""


class Mended(NamedTuple):
    """What `mend` has to say."""

    findings: tuple[Finding, ...] = ()
    """In the order of the files; `applied` where a fix is in `texts`."""
    texts: Mapping[str, str] = {}
    """The new texts of the files that changed."""
    groups: tuple[tuple[str, ...], ...] = ()
    """The paths of `texts`, those together that one fix ties together."""
    errors: tuple[FileError, ...] = ()
    known: tuple[Finding, ...] = ()
    """What the baseline accepts, as the rules make it."""
    left: tuple[Entry, ...] = ()
    """What the baseline accepts and was not found."""
    alone: tuple[Mapping[str, str], ...] = ()
    """For each of `findings`, the new texts that its fix alone leads to; empty where there is none."""


def mend(
    texts: Mapping[str, str],
    settings: Settings,
    *,
    facts: Iterable[FileFacts] | None = None,
    given: frozenset[str] | None = None,
    encodings: Mapping[str, str] | None = None,
    rules: Sequence[Rule] = RULES,
    fixes: Mapping[str, Fix] | None = None,
    accept: Accept | None = None,
    taken: Taken | None = None,
    baseline: Baseline | None = None,
    alone: bool = False,
    progress: Progress = lambda task, done, total: None,
) -> Mended:
    """Find and fix in texts whose newlines are `\\n`.

    Args:
        facts: What `gather` says of these texts, where that is known already.
        given: The paths that findings may be about and fixes may change; all of them if None.
        encodings: In what the texts will be written; UTF-8 if nothing is said.
        rules: All rules there are; `settings.select` decides which are reported.
        fixes: By rule; those of `bridgefix.rewrite` if None. They are imported only where there is a finding.
        accept: Decides about each fix; the next one is made from what the accepted ones leave. None: all are taken.
        taken: Told of each fix that is taken.
        baseline: What is accepted: neither reported among the findings nor fixed.
        alone: Whether to tell what each fix does without the others.
    """
    wanted = [rule for rule in rules if rule.code in settings.select or rule.code in HARM]
    model = build([gather(path, text) for path, text in texts.items()] if facts is None else facts, settings.blocking)
    bodies = {path: body(text) for path, text in texts.items()}
    bench = Bench(
        settings=settings,
        rules=wanted,
        given=frozenset(texts) if given is None else given,
        encodings=encodings or {},
        accept=accept,
        taken=taken,
        model=model,
        texts=dict(bodies),
        as_read=bodies,
        left_out=left_out(settings.per_file_ignores, settings.per_file_base),
    )
    progress("looking for findings", 0, 0)
    errors = bench.first_look()
    found = [finding for finding in bench.found if finding.rule in settings.select]
    verdict = judge(baseline, found, texts) if baseline else Verdict((False,) * len(found), ())
    cases = [
        Case(finding, finding.place.line, known, known) for finding, known in zip(found, verdict.known, strict=True)
    ]
    singly: Mapping[int, Mapping[str, str]] = {}
    if (fixes is None or fixes) and not all(verdict.known):
        fixes = _all_fixes({case.outcome.rule for case in cases}) if fixes is None else fixes
        start = replace(bench, texts=dict(bodies), changes=[])
        # Each trial makes a model, which is a ring of objects.
        with collecting_the_new():
            _fix_all(bench, cases, fixes, progress)
            singly = _singly(start, cases, fixes) if alone else {}
    cases.sort(key=lambda case: by_place(case.outcome))
    todo = [case for case in cases if not case.known]
    changed = sorted(path for path, text in bench.texts.items() if text != bodies[path])
    return Mended(
        findings=tuple(case.outcome for case in todo),
        texts={path: with_end_of(texts[path], bench.texts[path]) for path in changed},
        groups=_tied_together(changed, (change.paths for change in bench.changes)),
        errors=tuple(errors),
        known=tuple(case.outcome for case in cases if case.known),
        left=verdict.left,
        alone=tuple(
            {path: with_end_of(texts[path], text) for path, text in singly.get(id(case), {}).items()} for case in todo
        ),
    )


def _fix_all(bench: Bench, cases: list[Case], fixes: Mapping[str, Fix], progress: Progress) -> None:
    """Decide every case, in the order of the rules; `cases` grows by what only shows up after a fix."""
    # Not imported for those who only look.
    from bridgefix.together import decide_all

    for _ in range(_ROUNDS):
        todo = [case for case in cases if not case.decided]
        order = _order(bench, todo)
        todo.sort(key=lambda case: (order(case), by_place(case.outcome)))
        decide_all(bench, todo, cases, fixes, partial(progress, "fixing"))
        known = Counter(case.key for case in cases if not case.outcome.applied)
        fresh = []
        for finding in bench.found:
            if finding.rule in bench.settings.select:
                known[finding.key] -= 1
                if known[finding.key] < 0:
                    fresh.append(Case(finding, finding.place.line))
        waiting = bench.waiting(cases)
        if not fresh and not waiting:
            return
        for case in waiting:
            case.decided, case.waits_since = False, NEVER
        cases += fresh


def _singly(start: Bench, cases: Sequence[Case], fixes: Mapping[str, Fix]) -> Mapping[int, Mapping[str, str]]:
    """What the fix of each case that was taken does to the texts as they were, by the id of the case."""
    from bridgefix.together import each_alone

    makers = {id(case): case.goes_with or case for case in cases if case.outcome.applied}
    texts = each_alone(start, {id(maker): maker.outcome for maker in makers.values()}, fixes)
    return {case: texts.get(id(maker), {}) for case, maker in makers.items()}


def _order(bench: Bench, cases: Sequence[Case]) -> Callable[[Case], float]:
    """The order of the rules, save that a crossing on main waits for what may make a worker of its method.

    There it is right as it stands; called directly, it would only have to be made a crossing again. So it is with all
    that is found in a worker that has yet to become one.
    """
    order = {rule.code: index for index, rule in enumerate(bench.rules)}
    waiting = {case.key[1:] for case in cases if case.outcome.rule == "BF004"} if bench.settings.unsafe_fixes else set()

    workers = {case.outcome.subject[-1] for case in cases if case.outcome.rule == "BF005"}

    def rank(case: Case) -> float:
        if case.outcome.rule != "BF005" and case.outcome.subject[0] in workers:
            return max(order["BF005"] + 0.5, order[case.outcome.rule])
        if case.outcome.rule == "BF002" and case.key[1:] in waiting:
            return order["BF004"] + 0.5
        return order[case.outcome.rule]

    return rank


def _all_fixes(rules: Iterable[str]) -> Mapping[str, Fix]:
    # Brings libcst along, which takes longer to import than most runs take without it: now, while no garbage is collected.
    from bridgefix.rewrite import FIXES, bring

    bring(rules)
    return FIXES


def _tied_together(paths: Sequence[str], touched: Iterable[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """The paths in groups: two that one fix changed are in one group."""
    groups: list[set[str]] = [{path} for path in paths]
    for tied in touched:
        joined = [group for group in groups if group & tied]
        groups = [group for group in groups if not group & tied]
        if joined:
            groups.append(set().union(*joined))
    return tuple(sorted(tuple(sorted(group)) for group in groups))
