"""From texts to findings and mended texts, free of files and terminal.

Findings are decided in the order of the rules, then path and line. Each fix is shown to hold before it is taken, and
the next one is made from what it leaves: facts are taken anew for the files that changed.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bridgefix.baseline import Baseline, Verdict, judge
from bridgefix.effects import Model, build
from bridgefix.facts import FileFacts, gather
from bridgefix.findings import Entry, FileError, Finding, Key, Level, Refusal, Rewrite
from bridgefix.holding import collecting_the_new
from bridgefix.rules import RULES, Rule
from bridgefix.settings import RULE_SETS, Settings
from bridgefix.sources import left_out, matching_lines
from bridgefix.threads import flow

Fix = Callable[[Model, Finding, Mapping[str, str], Settings], Rewrite | Refusal]
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""
Accept = Callable[[Finding, Mapping[str, str], Mapping[str, str]], bool]
"""Asked whether to take a fix that was shown to hold: the finding, the changed files' texts as they are, and after it."""

_HARM = frozenset(RULE_SETS["threads"])
"""The rules whose findings mean that the app breaks: no fix may bring one of these."""
_NEVER = sys.maxsize
_ROUNDS = 3
"""How often findings that only show up after a fix get one of their own."""


@dataclass(frozen=True)
class Mended:
    """What `mend` has to say."""

    findings: tuple[Finding, ...] = ()
    """In the order of the files; `applied` where a fix is in `texts`."""
    texts: Mapping[str, str] = field(default_factory=dict)
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
    accept: Accept = lambda finding, before, after: True,
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
        accept: Decides about each fix; the next one is made from what the accepted ones leave.
        baseline: What is accepted: neither reported among the findings nor fixed.
        alone: Whether to tell what each fix does without the others.
    """
    wanted = [rule for rule in rules if rule.code in settings.select or rule.code in _HARM]
    model = build([gather(path, text) for path, text in texts.items()] if facts is None else facts, settings.blocking)
    bench = _Bench(
        settings=settings,
        rules=wanted,
        given=frozenset(texts) if given is None else given,
        encodings=encodings or {},
        accept=accept,
        model=model,
        texts={path: _body(text) for path, text in texts.items()},
        left_out=left_out(settings.per_file_ignores, settings.per_file_base),
    )
    progress("looking for findings", 0, 0)
    errors = bench.first_look()
    found = [finding for finding in bench.found if finding.rule in settings.select]
    verdict = judge(baseline, found, texts) if baseline else Verdict((False,) * len(found), ())
    cases = [
        _Case(finding, finding.place.line, known, known) for finding, known in zip(found, verdict.known, strict=True)
    ]
    singly: Mapping[int, Mapping[str, str]] = {}
    if (fixes is None or fixes) and not all(verdict.known):
        fixes = _all_fixes() if fixes is None else fixes
        start = replace(bench, texts=dict(bench.texts), touched=[])
        # Each trial makes a model, which is a ring of objects.
        with collecting_the_new():
            _fix_all(bench, cases, fixes, progress)
            singly = {id(case): _alone(start, case, fixes) for case in cases} if alone else {}
    cases.sort(key=lambda case: _by_place(case.outcome))
    todo = [case for case in cases if not case.known]
    changed = sorted(path for path, text in bench.texts.items() if text != _body(texts[path]))
    return Mended(
        findings=tuple(case.outcome for case in todo),
        texts={path: _with_end_of(texts[path], bench.texts[path]) for path in changed},
        groups=_tied_together(changed, bench.touched),
        errors=tuple(errors),
        known=tuple(case.outcome for case in cases if case.known),
        left=verdict.left,
        alone=tuple(
            {path: _with_end_of(texts[path], text) for path, text in singly.get(id(case), {}).items()} for case in todo
        ),
    )


@dataclass
class _Case:
    """One finding on its way to an outcome."""

    outcome: Finding
    """The finding as it was first made, and what became of it."""
    line: int | None
    """Where it would be now, after the fixes so far; None where that line was rewritten."""
    decided: bool = False
    known: bool = False
    """The baseline accepts it."""
    goes_with: _Case | None = None
    """The case whose fix it goes with."""
    waits_since: int = _NEVER
    """After how many fixes it was refused for what another one may take away."""

    @property
    def key(self) -> Key:
        return self.outcome.key


@dataclass
class _Bench:
    """What moves along from fix to fix."""

    settings: Settings
    rules: Sequence[Rule]
    given: frozenset[str]
    encodings: Mapping[str, str]
    accept: Accept
    model: Model
    texts: dict[str, str]
    left_out: Callable[[str], frozenset[str]]
    """The rules that are not asked of a file."""
    found: list[Finding] = field(default_factory=list)
    """What the rules say of `model` now, silenced findings left out."""
    touched: list[frozenset[str]] = field(default_factory=list)
    """The paths that each fix changed."""

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
                if _debugging():
                    raise
                errors.append(FileError("", 0, f"internal error: {rule.code} failed: {_named(error)}"))
        self.rules = working
        self.found.sort(key=_by_place)
        return errors

    def look(self, model: Model) -> list[Finding]:
        """What the rules say of another model."""
        found: list[Finding] = []
        for rule in self.rules:
            model = self._find(rule, model, found)
        return sorted(found, key=_by_place)

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
        return replace(model, threads=flow(model.project, edges))


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


def _fix_all(bench: _Bench, cases: list[_Case], fixes: Mapping[str, Fix], progress: Progress) -> None:
    """Decide every case, in the order of the rules; `cases` grows by what only shows up after a fix."""
    for _ in range(_ROUNDS):
        todo = [case for case in cases if not case.decided]
        order = _order(bench, todo)
        for done, case in enumerate(sorted(todo, key=lambda case: (order(case), _by_place(case.outcome)))):
            progress("fixing", done, len(todo))
            if not case.decided:
                _decide(bench, case, cases, fixes)
        known = Counter(case.key for case in cases if not case.outcome.applied)
        fresh = []
        for finding in bench.found:
            if finding.rule in bench.settings.select:
                known[finding.key] -= 1
                if known[finding.key] < 0:
                    fresh.append(_Case(finding, finding.place.line))
        waiting = [case for case in cases if case.waits_since < len(bench.touched)]
        if not fresh and not waiting:
            return
        for case in waiting:
            case.decided, case.waits_since = False, _NEVER
        cases += fresh


def _order(bench: _Bench, cases: Sequence[_Case]) -> Callable[[_Case], float]:
    """The order of the rules, save that a crossing on main waits for what may make a worker of its method.

    There it is right as it stands; called directly, it would only have to be made a crossing again.
    """
    order = {rule.code: index for index, rule in enumerate(bench.rules)}
    waiting = {case.key[1:] for case in cases if case.outcome.rule == "BF004"} if bench.settings.unsafe_fixes else set()

    def rank(case: _Case) -> float:
        if case.outcome.rule == "BF002" and case.key[1:] in waiting:
            return order["BF004"] + 0.5
        return order[case.outcome.rule]

    return rank


def _decide(bench: _Bench, case: _Case, cases: Sequence[_Case], fixes: Mapping[str, Fix]) -> None:
    case.decided = True
    fix = fixes.get(case.outcome.rule)
    now = _find_again(bench, case, cases)
    if now is None:
        # Only a finding that moved in a way that `_follow` could not see ends here.
        case.outcome = replace(case.outcome, fix=None, reason="an earlier fix changed this place; run bridgefix again")
        return
    if fix is None:
        case.outcome = replace(case.outcome, fix=None)
        return
    trial = _try(bench, now, fix)
    if isinstance(trial, Refusal):
        case.outcome = replace(case.outcome, fix=None, reason=_reason(trial, case.outcome.place.path))
        case.waits_since = len(bench.touched) if isinstance(trial, _Brings) else _NEVER
        return
    rewrite = trial.rewrite
    outcome = replace(case.outcome, fix=rewrite.level, exemplar=rewrite.exemplar, note=rewrite.note)
    if rewrite.level is Level.UNSAFE and not bench.settings.unsafe_fixes:
        case.outcome = replace(outcome, reason="the fix changes when something happens: it needs --unsafe-fixes")
        return
    if not bench.accept(outcome, {path: bench.texts[path] for path in trial.texts}, trial.texts):
        case.outcome = replace(outcome, reason="the fix was not accepted")
        return
    case.outcome = replace(outcome, applied=True, reason=None)
    _move_on(bench, trial, case, cases)


@dataclass(frozen=True)
class _Trial:
    """A rewrite that was shown to do what it should."""

    rewrite: Rewrite
    texts: Mapping[str, str]
    """Of the files that it changes."""
    model: Model
    found: list[Finding]


def _try(bench: _Bench, finding: Finding, fix: Fix) -> _Trial | Refusal:
    """Make a fix and look at what it leads to; nothing moves on."""
    try:
        with warnings.catch_warnings():
            # What the compiler would warn of stood there before.
            warnings.simplefilter("ignore")
            result = fix(bench.model, finding, bench.texts, bench.settings)
            return _verify(bench, finding, result) if isinstance(result, Rewrite) else result
    except Refusal as refusal:
        return refusal
    except (RecursionError, MemoryError):
        return Refusal("the code is nested too deeply to be rewritten")
    except Exception as error:
        if _debugging():
            raise
        return Refusal(f"internal error: {_named(error)}")


def _verify(bench: _Bench, finding: Finding, rewrite: Rewrite) -> _Trial | Refusal:
    """Whether the new texts compile, the finding is gone and none that breaks the app came."""
    texts = {path: _with_spacing_of(bench.texts.get(path, ""), text) for path, text in rewrite.texts.items()}
    changed = {path: text for path, text in texts.items() if text != bench.texts.get(path)}
    if not changed:
        return Refusal("internal error: the fix changes nothing")
    outside = sorted(set(changed) - bench.given)
    if outside:
        return Refusal(f"the fix would change {outside[0]}, which is not among the files given")
    facts = []
    for path, text in changed.items():
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
    found = bench.look(model)
    before, after = Counter(item.key for item in bench.found), Counter(item.key for item in found)
    if after[finding.key] >= before[finding.key]:
        return Refusal("internal error: the finding is still there after the fix")
    old_lines = {path: set(_line_map(bench.texts[path], text).values()) for path, text in changed.items()}
    for new in found:
        # A line that stood there before is not brought by a fix that leaves every thread as it was (a safe one does):
        # what is said of it now was only hidden before.
        stood = new.place.path not in changed or new.place.line in old_lines[new.place.path]
        stood = stood and rewrite.level is Level.SAFE
        if new.rule in _HARM and after[new.key] > before[new.key] and not stood:
            return _Brings(f"the fix would bring {new.rule} in {new.symbol}: {new.message}")
    return _Trial(rewrite, changed, model, found)


class _Brings(Refusal):
    """What the fix would bring may be taken away by the fix of another finding."""


def _as_it_was(path: str, text: str) -> Refusal | None:
    """Why no fix of a text can compile: it did not before. The parser lets more pass than the compiler."""
    try:
        compile(text, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        what = error.msg if isinstance(error, SyntaxError) else str(error)
        return Refusal(f"the file does not compile as it is: {what}", getattr(error, "lineno", None) or 1, path)
    return None


def _move_on(bench: _Bench, trial: _Trial, applied: _Case, cases: Sequence[_Case]) -> None:
    """Go on from the new texts; cases that the fix took along are decided by it."""
    for path, text in trial.texts.items():
        lines = _line_map(bench.texts[path], text)
        for case in cases:
            if case.outcome.place.path == path and case.line is not None:
                case.line = lines.get(case.line)
        bench.texts[path] = text
    bench.model, bench.found = trial.model, trial.found
    bench.touched.append(frozenset(trial.texts))
    for case in cases:
        if not case.decided and _find_again(bench, case, cases) is None:
            case.decided, case.goes_with = True, applied
            note = goes_with(applied.outcome)
            case.outcome = replace(case.outcome, fix=applied.outcome.fix, applied=True, reason=None, note=note)


def goes_with(finding: Finding) -> str:
    """What is noted of findings that the fix of this one takes away as well."""
    return f"goes with the fix of {finding.rule} {finding.symbol}"


def _alone(start: _Bench, case: _Case, fixes: Mapping[str, Fix]) -> Mapping[str, str]:
    """The texts that change, as the fix of a case leaves them when no other is made; none where it needs another."""
    if not case.outcome.applied:
        return {}
    maker = case.goes_with or case
    finding = _find_again(start, _Case(maker.outcome, maker.outcome.place.line), ())
    trial = _try(start, finding, fixes[finding.rule]) if finding else Refusal("only another fix brings it to light")
    if isinstance(trial, Refusal) or (trial.rewrite.level is Level.UNSAFE and not start.settings.unsafe_fixes):
        return {}
    return trial.texts


def _find_again(bench: _Bench, case: _Case, cases: Sequence[_Case]) -> Finding | None:
    """The finding of this case as the rules make it now."""
    same = [finding for finding in bench.found if finding.key == case.key]
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


def _line_map(old: str, new: str) -> dict[int, int]:
    """Where the lines of `old`, counted from 1, are in `new`."""
    return {
        old_at + step + 1: new_at + step + 1
        for old_at, new_at, size in matching_lines(old.split("\n"), new.split("\n"))
        for step in range(size)
    }


def _all_fixes() -> Mapping[str, Fix]:
    # Brings libcst along, which takes longer to import than most runs take without it.
    from bridgefix.rewrite import FIXES

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


def _body(text: str) -> str:
    """A text without the blank lines at its end and with a last newline.

    So no rewrite need care how a file ends, and libcst, which drops a newline before trailing blanks, cannot harm it.
    """
    end = len(text.rstrip(" \t\f\n"))
    if end == 0 or text[end - 1] == "\\":
        return text
    newline = text.find("\n", end)
    return text + "\n" if newline < 0 else text[: newline + 1]


def _with_end_of(original: str, body: str) -> str:
    """A changed body with the end that the original text had."""
    old = _body(original)
    return body.removesuffix("\n") if len(old) > len(original) else body + original[len(old) :]


def _with_spacing_of(old: str, new: str) -> str:
    """`new`, with lines of `old` back that differ from it by nothing but spaces within the line.

    libcst does not keep all of them (`except OSError :` loses one), wherever in the file they are.
    """
    olds, news = old.split("\n"), new.split("\n")
    known = set(olds)
    for old_at, new_at, size in matching_lines([*map(_squeezed, olds)], [*map(_squeezed, news)]):
        for step in range(size):
            # A line that is somewhere in the old text as it is was moved here, not respaced.
            if news[new_at + step] not in known:
                news[new_at + step] = olds[old_at + step]
    return "\n".join(news)


def _squeezed(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return indent + "".join(line.split())


def _by_place(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    return place.path, place.line, place.column, finding.rule, finding.symbol


def _reason(refusal: Refusal, path: str) -> str:
    """Why there is no fix, with the line that stands in the way."""
    if not refusal.line or re.search(rf"\bline {refusal.line}\b", refusal.reason):
        return refusal.reason
    elsewhere = f"{refusal.path}, " if refusal.path and refusal.path != path else ""
    return f"{elsewhere}line {refusal.line}: {refusal.reason}"


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0]


def _debugging() -> bool:
    """With BRIDGEFIX_DEBUG=1 a mistake of ours shows itself whole."""
    return os.environ.get("BRIDGEFIX_DEBUG") == "1"
