"""The pipeline: paths → sources → facts → model → findings → fixes → report. Each step is one call.

The middle of it, from texts to findings and new texts, is `mend`; here are the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache as cache_of
from typing import TYPE_CHECKING, NamedTuple

from bridgefix import apart, cache, disk, probes, processes, sources
from bridgefix.baseline import Baseline, gone, load
from bridgefix.bench import Accept, Fix, Taken
from bridgefix.edits import edits
from bridgefix.facts import FileFacts, gather
from bridgefix.findings import Entry, FileError, Finding, Report
from bridgefix.holding import no_collecting, no_interrupts
from bridgefix.imports import Imports
from bridgefix.mend import Mended, Progress, mend
from bridgefix.rules import RULES, Rule
from bridgefix.settings import EDITS_IN, Settings
from bridgefix.sources import Failed, Found, Source

if TYPE_CHECKING:
    from bridgefix.shelf import Shelf


class Mode(str, Enum):
    """What becomes of the fixes."""

    REPORT = "report"
    """They are tried, so that the report can tell what they would do."""
    CHECK = "check"
    """They are not even tried."""
    DIFF = "diff"
    APPLY = "apply"


def run(
    paths: Sequence[str],
    settings: Settings,
    mode: Mode = Mode.REPORT,
    *,
    stdin: bytes | None = None,
    rules: Sequence[Rule] = RULES,
    fixes: Mapping[str, Fix] | None = None,
    progress: Progress = lambda task, done, total: None,
) -> Report:
    """Look at files and folders; with `Mode.APPLY`, mend them.

    Args:
        stdin: What to look at in place of the one file that `paths` names. It is not written: with `Mode.APPLY` the
            report holds it as the fixes leave it.

    Raises:
        UsageError: nothing was done, because of what was asked for.
    """
    writes = mode is Mode.APPLY and stdin is None
    tried = {} if mode is Mode.CHECK else fixes
    if stdin is not None:
        reading = _read_one(paths[0], stdin, settings, progress)
        report = look(reading, settings, rules=rules, fixes=tried, progress=progress)
    else:
        reading, wave = _load(paths, settings, progress, writes=writes)
        # What other rules and fixes than those of the package do, a later run can't know.
        keeps = settings.cache and not writes and bool(wave) and rules is RULES and fixes is None
        report = _look_apart(reading, wave, settings, rules, tried, cache.store() if keeps else None, progress)
    if writes:
        as_read = {path: sources.decode(path, data) for path, data in report.before.items()}
        return write(replace(reading, sources=as_read), report, progress)
    if mode is Mode.APPLY:
        return report
    report = report._replace(findings=unapplied(report.findings))
    return report if mode is Mode.DIFF else report._replace(changed=(), before={}, after={}, groups=())


@dataclass(frozen=True)
class Reading:
    """The files that matter: those that speak of Textual, those that were named, and what these import."""

    found: Found
    paths: Sequence[str]
    """Those of the command line."""
    baseline: Baseline | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    facts: list[FileFacts] = field(default_factory=list)
    errors: list[FileError] = field(default_factory=list)
    finished: tuple[str, ...] = ()
    """What was left to write of the fixes of a killed run."""


def look(
    reading: Reading,
    settings: Settings,
    *,
    rules: Sequence[Rule] = RULES,
    fixes: Mapping[str, Fix] | None = None,
    accept: Accept | None = None,
    taken: Taken | None = None,
    progress: Progress = lambda task, done, total: None,
) -> Report:
    """The findings in what was read, and the files as the accepted fixes leave them. Nothing is written."""
    mended = mend(
        {path: source.text for path, source in reading.sources.items()},
        settings,
        facts=reading.facts,
        given=frozenset(reading.found.paths),
        encodings={path: source.encoding for path, source in reading.sources.items()},
        rules=rules,
        fixes=fixes,
        accept=accept,
        taken=taken,
        baseline=reading.baseline,
        alone=settings.format in EDITS_IN,
        progress=progress,
    )
    changed = tuple(mended.texts)
    findings = _for_report(mended, reading.sources)
    known = tuple(_placed(finding, reading.sources[finding.place.path].text) for finding in mended.known)
    return Report(
        findings=findings,
        known=known,
        gone=_gone(mended, reading, settings),
        texts={path: reading.sources[path].text for path in _told_of(findings, known)},
        errors=_sorted((*reading.found.errors, *reading.errors, *mended.errors)),
        files=len(reading.found.paths),
        changed=changed,
        before={path: reading.sources[path].data for path in changed},
        after={path: reading.sources[path].encode(mended.texts[path]) for path in changed},
        groups=mended.groups,
        finished=reading.finished,
    )


def _for_report(mended: Mended, of: Mapping[str, Source]) -> tuple[Finding, ...]:
    """The findings with all that a report may tell of them."""
    return tuple(
        _placed(finding, of[finding.place.path].text)._replace(
            edits=tuple(edit for path in sorted(alone) for edit in edits(of[path], alone[path])),
        )
        for finding, alone in zip(mended.findings, mended.alone, strict=True)
    )


def _told_of(findings: Sequence[Finding], known: Sequence[Finding]) -> set[str]:
    edited = {edit.path for finding in findings for edit in finding.edits}
    return edited | {finding.place.path for finding in (*findings, *known)}


def _gone(mended: Mended, reading: Reading, settings: Settings) -> tuple[Entry, ...]:
    if reading.baseline is None or not mended.left:
        return ()
    failed = {error.path for error in (*reading.errors, *mended.errors)}
    if "" in failed:
        # A rule that failed was not asked of any file.
        return ()
    return gone(mended.left, reading.baseline.file, set(reading.found.paths) - failed, reading.paths, settings.select)


def _placed(finding: Finding, text: str) -> Finding:
    """A finding whose columns are counted in characters: the rules have them in bytes, from `ast`."""
    lines = text.split("\n")
    place = finding.place
    if max(place.line, place.end_line) > len(lines):
        # It only showed up after a fix, in lines that the text did not have.
        return finding
    end = next((span[3] for span in finding.spans if span[0] == place.line and span[2] == place.end_line), None)
    return finding._replace(
        place=place._replace(
            column=_characters(lines[place.line - 1], place.column - 1) + 1,
            end_column=0 if end is None else _characters(lines[place.end_line - 1], end) + 1,
        ),
    )


def _characters(line: str, size: int) -> int:
    """How many characters the first bytes of a line are."""
    return size if line.isascii() else len(line.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "replace"))


def _imports(paths: Sequence[str]) -> Imports:
    # A folder given on the command line may be a package without `__init__.py`: its imports begin above it. This holds
    # for the current folder as well, which is otherwise where a project begins.
    folders = [probes.real(path) for path in paths if probes.is_folder(path)]
    here = os.path.realpath(os.curdir)
    return Imports([*map(os.path.dirname, folders), *([] if here in folders else [here])])


def read(
    paths: Sequence[str],
    settings: Settings,
    progress: Progress = lambda task, done, total: None,
    *,
    writes: bool = False,
) -> Reading:
    """What is below the paths of the command line, and what that imports.

    Args:
        writes: It is to be written, so what a killed run left is put in order first.

    Raises:
        UsageError: a path that is not there, a folder without any Python file, or a baseline that is none.
    """
    reading, wave = _load(paths, settings, progress, writes=writes)
    _follow(reading, wave, _imports(paths), progress)
    return reading


def _load(
    paths: Sequence[str], settings: Settings, progress: Progress, *, writes: bool
) -> tuple[Reading, list[Source]]:
    """What is below the paths of the command line and speaks of Textual, or is named there."""
    baseline = load(settings.baseline) if settings.baseline else None
    found = sources.find(paths, settings.exclude, settings.exclude_base)
    reading = Reading(found, paths, baseline)
    if writes:
        # What writes and what it needs is not imported for those who only look.
        from bridgefix.leftovers import recover

        recovered = recover(found.real)
        reading = replace(reading, errors=list(recovered.errors), finished=recovered.finished)
    wave = []
    for done, path in enumerate(found.paths):
        progress("reading", done, len(found.paths))
        source = _source(reading, path, only_textual=path not in found.explicit)
        if source:
            wave.append(source)
    return reading, wave


def _read_one(path: str, data: bytes, settings: Settings, progress: Progress) -> Reading:
    """One text, and beside it the rest of its package as it is on the disk: its callers and its bases are there.

    What is wrong in the other files is not what was asked for.
    """
    baseline = load(settings.baseline) if settings.baseline else None
    reading = Reading(Found((path,), frozenset({path}), {os.path.realpath(path): path}), [path], baseline)
    if sources.excluded(path, settings.exclude, settings.exclude_base):
        return replace(reading, found=Found((), frozenset(), {}))
    try:
        wave = [sources.decode(path, data)]
    except Failed as failed:
        reading.errors.append(failed.error)
        return reading
    for other in sources.package_of(path, settings.exclude, settings.exclude_base):
        source = _source(reading, other, only_textual=True)
        if source:
            wave.append(source)
    _follow(reading, wave, _imports([path]), progress)
    reading.errors[:] = [error for error in reading.errors if error.path == path]
    return reading


def reread(reading: Reading, texts: Sequence[Source]) -> Reading:
    """The same files, some of them with other texts than were read, or new; and what these import.

    A text that does not parse is an error, and the file stays as it was.
    """
    wave = [source for source in texts if reading.sources.get(source.path) != source]
    outcomes = {source.path: _gather(source.path, source.text) for source in wave}
    failed = {path: item for path, item in outcomes.items() if isinstance(item, FileError)}
    wave = [source for source in wave if source.path not in failed]
    replaced = {source.path for source in wave}
    paths = {source.path for source in texts}
    found = reading.found._replace(
        paths=tuple(sorted({*reading.found.paths, *paths})),
        real={**{os.path.realpath(path): path for path in paths}, **reading.found.real},
    )
    again = replace(
        reading,
        found=found,
        sources={path: source for path, source in reading.sources.items() if path not in replaced},
        facts=[item for item in reading.facts if item.path not in replaced],
        errors=[*(error for error in reading.errors if error.path not in paths), *failed.values()],
    )
    known = {path: item for path, item in outcomes.items() if isinstance(item, FileFacts)}
    _follow(again, wave, _imports(reading.paths), lambda task, done, total: None, lambda source: known.get(source.path))
    return again


def _follow(
    reading: Reading,
    wave: list[Source],
    imports: Imports,
    progress: Progress,
    known: Callable[[Source], FileFacts | None] = lambda source: None,
) -> frozenset[str]:
    """Gather the facts of files, save where they are `known`, and, wave by wave, of those that they import.

    Returns the real paths of all that were read.
    """
    # Of what was found on the way down the real path is known: to work it out again asks for each folder above.
    known_paths = {path: real for real, path in reading.found.real.items()}
    real_path = cache_of(lambda path: known_paths.get(path) or os.path.realpath(path))
    seen = {real_path(source.path) for source in (*reading.sources.values(), *wave)}
    failed = set()
    while wave:
        new = []
        for done, source in enumerate(wave):
            progress("parsing", done, len(wave))
            facts = known(source) or _gather(source.path, source.text)
            if isinstance(facts, FileFacts):
                new.append(facts)
            else:
                reading.errors.append(facts)
        reading.sources.update((source.path, source) for source in wave)
        reading.facts.extend(new)
        wave = []
        for path in (path for facts in new for path in imports.files(facts)):
            real = real_path(path)
            if real not in seen:
                seen.add(real)
                found = _source(reading, reading.found.real.get(real, path))
                if found:
                    wave.append(found)
                else:
                    failed.add(real)
    return frozenset(seen - failed)


def _source(reading: Reading, path: str, only_textual: bool = False) -> Source | None:
    """One file's text; None, and perhaps an error noted, where there is none to look at."""
    try:
        data = sources.load(path)
        if only_textual and b"\0" not in data and not sources.mentions_textual(data):
            return None
        return sources.decode(path, data)
    except Failed as failed:
        reading.errors.append(failed.error)
        return None


def _gather(path: str, text: str) -> FileFacts | FileError:
    try:
        return gather(path, text)
    except SyntaxError as error:
        return FileError(path, error.lineno or 1, f"syntax error: {error.msg}", error.offset or 1)


class Work(NamedTuple):
    """All that there is to do, in parts that know nothing of each other."""

    groups: apart.Groups
    reading: Reading
    """What all parts have in common: no sources, no facts."""
    settings: Settings
    rules: tuple[Rule, ...]
    fixes: Mapping[str, Fix] | None
    facts_key: str
    """By what facts are found that were kept; empty where nothing is, and so what a part rests on is not wanted."""


class Part(NamedTuple):
    """One project: what is found in it, and what else it turned out to reach."""

    names: tuple[str, ...]
    """The groups that it is made of."""
    report: Report
    read: frozenset[str]
    """Real paths."""
    strangers: frozenset[str]
    """Groups that it may import from."""
    rests_on: cache.Evidence
    """Besides the files of its groups."""


def _look_apart(
    reading: Reading,
    wave: Sequence[Source],
    settings: Settings,
    rules: Sequence[Rule],
    fixes: Mapping[str, Fix] | None,
    store: cache.Store | None,
    progress: Progress,
) -> Report:
    """Look at each project by itself, at several at once where that is worth it."""
    tops = [probes.real(folder) for folder in (os.curdir, *reading.paths) if probes.is_folder(folder)]
    name = ""
    if store is not None:
        name = cache.key(["all", *_common(reading, settings, fixes), *tops, *_contents(wave)])
        known = store.get(name, Report)
        if known is not None:
            return known
    with probes.Looks() as looks:
        groups = apart.groups(wave, reading.found.paths, reading.found.explicit, tops)
    facts_key = "" if store is None else cache.key(["facts", *reading.paths])
    work = Work(groups, reading, settings, tuple(rules), fixes, facts_key)
    names = tuple(groups.members)
    # What is accepted in a baseline is counted over all files.
    whole = len(names) < 2 or reading.baseline is not None
    parts = [_part(work, names, progress)[0]] if whole else _parts(work, store, progress)
    report = _merged(parts)
    if store is not None and not report.errors:
        store.put(name, report, cache.together([cache.evidence({}, looks.there()), *(part.rests_on for part in parts)]))
    return report


def _common(reading: Reading, settings: Settings, fixes: Mapping[str, Fix] | None) -> list[str]:
    """What all results depend on, besides contents."""
    chosen = settings._replace(jobs=0, quiet=False, verbose=False, output=None)
    found = reading.found
    return [
        *(
            repr(item)
            for item in (chosen, fixes is None, reading.baseline, reading.paths, reading.errors, found.errors)
        ),
        *sorted(f"{path} {real} {path in found.explicit}" for real, path in found.real.items()),
    ]


def _contents(files: Iterable[Source]) -> list[str]:
    return [f"{source.path} {disk.digest(source.data)}" for source in files]


def _part(
    work: Work, names: tuple[str, ...], progress: Progress = lambda task, done, total: None
) -> tuple[Part, probes.Looks]:
    """Look at groups together; with what was asked of the disk for that, if it is wanted."""
    reading = replace(work.reading, sources={}, facts=[], errors=list(work.reading.errors))
    own = work.groups.sources(names)
    looks = probes.Looks()
    shelved = _shelf(work, names) if work.facts_key else None
    with no_collecting(), looks if work.facts_key else nullcontext():
        read = _follow(reading, own, _imports(reading.paths), progress, shelved.get if shelved else lambda source: None)
        if shelved:
            shelved.keep(reading.sources, reading.facts)
        report = look(reading, work.settings, rules=work.rules, fixes=work.fixes, progress=progress)
    known = {source.path for source in own}
    followed = {path: source.data for path, source in reading.sources.items() if path not in known}
    part = Part(
        names=names,
        report=report,
        read=read,
        strangers=work.groups.strangers(reading.sources, reading.facts),
        rests_on=cache.evidence(followed, looks.there()) if work.facts_key else cache.Evidence({}, {}),
    )
    return part, looks


def _shelf(work: Work, names: tuple[str, ...]) -> Shelf | None:
    # What keeps facts is not imported for a run that keeps nothing.
    from bridgefix.shelf import shelf

    return shelf(disk.digest(repr((work.facts_key, *names)).encode()))


def _parts(work: Work, store: cache.Store | None, progress: Progress) -> list[Part]:
    """Look at each group by itself; at those that turn out to know of each other anew, together."""
    done: list[Part] = []
    todo: list[tuple[str, ...]] = [(name,) for name in work.groups.members]
    common = [] if store is None else [*_common(work.reading, work.settings, work.fixes), work.groups.words()]
    while todo:
        keys: dict[tuple[str, ...], str] = {}
        if store is not None:
            keys = {names: cache.key([*common, *names, *_contents(work.groups.sources(names))]) for names in todo}
            done += (part for name in keys.values() if (part := store.get(name, Part)))
            had = {part.names for part in done}
            todo = [names for names in todo if names not in had]
        sizes = [sum(len(source.data) for source in work.groups.sources(names)) for names in todo]
        for count, (part, looks) in enumerate(processes.each(_part, work, todo, sizes, work.settings.jobs), 1):
            done.append(part)
            probes.add(looks)
            if store is not None and not part.report.errors:
                store.put(keys[part.names], part, part.rests_on)
            progress("looking", count, len(todo))
        projects = _reaching_each_other(done, list(work.groups.members))
        done = [part for part in done if part.names in projects]
        todo = sorted(projects - {part.names for part in done})
    return done


def _reaching_each_other(parts: Sequence[Part], names: Sequence[str]) -> set[tuple[str, ...]]:
    """The groups, those together that read the same file or may import from each other."""
    ties, here = apart.Ties(), frozenset(names)
    readers: dict[str, str] = {}
    for part in parts:
        one = part.names[0]
        for other in (
            *part.names,
            *(part.strangers & here),
            *(readers.setdefault(path, one) for path in part.read),
        ):
            ties.tie(one, other)
    together: dict[str, list[str]] = {}
    for name in names:
        together.setdefault(ties.head(name), []).append(name)
    return set(map(tuple, together.values()))


def _merged(parts: Sequence[Part]) -> Report:
    """One report of several projects."""
    reports = [part.report for part in parts]
    if len(reports) == 1:
        return reports[0]
    changed = sorted(path for report in reports for path in report.changed)
    before = {path: data for report in reports for path, data in report.before.items()}
    after = {path: data for report in reports for path, data in report.after.items()}
    return reports[0]._replace(
        findings=tuple(sorted((item for report in reports for item in report.findings), key=lambda f: f.place.path)),
        texts={path: text for report in reports for path, text in report.texts.items()},
        errors=_sorted(dict.fromkeys(error for report in reports for error in report.errors)),
        changed=tuple(changed),
        before={path: before[path] for path in changed},
        after={path: after[path] for path in changed},
        groups=tuple(sorted(group for report in reports for group in report.groups)),
    )


def _sorted(errors: Iterable[FileError]) -> tuple[FileError, ...]:
    return tuple(sorted(errors, key=lambda error: (error.path, error.line, error.column)))


def unapplied(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Nothing is applied before it is written."""
    return tuple(finding._replace(applied=False) for finding in findings)


def write(reading: Reading, report: Report, progress: Progress = lambda task, done, total: None) -> Report:
    """Write what `look` reported, each group of files that one fix ties together whole or not at all.

    Comes back as what was written: findings in a file that could not be are no longer `applied`. An interrupt by the
    user is heeded between two groups.
    """
    from bridgefix import writing

    written: list[str] = []
    left: dict[str, str] = {}
    errors, stopped = list(report.errors), False
    with no_interrupts() as interrupted:
        for done, group in enumerate(report.groups):
            progress("writing", done, len(report.groups))
            stopped = stopped or interrupted()
            if stopped:
                left.update(dict.fromkeys(group, "not written: interrupted"))
                continue
            try:
                writing.write([(reading.sources[path], report.after[path]) for path in group])
                written += group
            except Failed as failed:
                errors.append(failed.error)
                why = f"not written: {failed.error.path} {failed.error.message}"
                left.update(dict.fromkeys(group, why))
    return report._replace(
        findings=tuple(
            item._replace(applied=False, reason=left[item.place.path])
            if item.applied and item.place.path in left
            else item
            for item in report.findings
        ),
        errors=_sorted(errors),
        changed=tuple(sorted({*written, *reading.finished})),
        before={path: report.before[path] for path in sorted(written)},
        after={path: report.after[path] for path in sorted(written)},
        interrupted=stopped,
    )
