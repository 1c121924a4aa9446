"""The pipeline: paths → sources → facts → model → findings → fixes → report. Each step is one call.

The middle of it, from texts to findings and new texts, is `mend`; here are the files.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from enum import Enum

from bridgefix import sources
from bridgefix.facts import FileFacts, gather
from bridgefix.findings import FileError, Report
from bridgefix.imports import Imports
from bridgefix.mend import Fix, Progress, mend
from bridgefix.rules import RULES, Rule
from bridgefix.settings import Settings
from bridgefix.sources import Failed, Found, Source

_WORTH_PROCESSES = 2_000_000
"""Bytes of source from which on starting processes takes less time than it saves."""


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
    rules: Sequence[Rule] = RULES,
    fixes: Mapping[str, Fix] | None = None,
    progress: Progress = lambda task, done, total: None,
) -> Report:
    """Look at files and folders; with `Mode.APPLY`, mend them.

    Raises:
        UsageError: nothing was done, because of what was asked for.
    """
    found = sources.find(paths, settings.exclude, settings.exclude_base)
    project = _read(found, _imports(paths), settings.jobs, progress)
    mended = mend(
        {path: source.text for path, source in project.sources.items()},
        settings,
        facts=project.facts,
        given=frozenset(found.paths),
        encodings={path: source.encoding for path, source in project.sources.items()},
        rules=rules,
        fixes={} if mode is Mode.CHECK else fixes,
        progress=progress,
    )
    report = Report(
        # Nothing is applied before it is written.
        findings=tuple(replace(finding, applied=False) for finding in mended.findings),
        errors=_sorted((*found.errors, *project.errors, *mended.errors)),
        files=len(found.paths),
    )
    changes = [
        [(project.sources[path], project.sources[path].encode(mended.texts[path])) for path in group]
        for group in mended.groups
    ]
    if mode is Mode.DIFF:
        return _with_changes(report, changes)
    if mode is Mode.APPLY:
        return _write(replace(report, findings=mended.findings), changes)
    return report


@dataclass
class _Project:
    """The files that matter: those that speak of Textual, those that were named, and what these import."""

    sources: dict[str, Source] = field(default_factory=dict)
    facts: list[FileFacts] = field(default_factory=list)
    errors: list[FileError] = field(default_factory=list)


def _imports(paths: Sequence[str]) -> Imports:
    # A folder given on the command line may be a package without `__init__.py`: its imports begin above it.
    above = (os.path.dirname(os.path.realpath(path)) for path in paths if os.path.isdir(path))
    return Imports([os.curdir, *above])


def _read(found: Found, imports: Imports, jobs: int, progress: Progress) -> _Project:
    project = _Project()
    seen = set()
    wave = []
    for done, path in enumerate(found.paths):
        progress("reading", done, len(found.paths))
        source = _source(project, path, only_textual=path not in found.explicit)
        if source:
            wave.append(source)
    seen = {os.path.realpath(source.path) for source in wave}
    while wave:
        outcomes = list(_gather_all(wave, jobs, progress))
        new = [item for item in outcomes if isinstance(item, FileFacts)]
        project.errors += [item for item in outcomes if isinstance(item, FileError)]
        project.sources.update((source.path, source) for source in wave)
        project.facts += new
        wave = []
        for path in (path for facts in new for path in imports.files(facts)):
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                source = _source(project, found.real.get(real, path))
                if source:
                    wave.append(source)
    return project


def _source(project: _Project, path: str, only_textual: bool = False) -> Source | None:
    """One file's text; None, and perhaps an error noted, where there is none to look at."""
    try:
        data = sources.load(path)
        if only_textual and b"\0" not in data and not sources.mentions_textual(data):
            return None
        return sources.decode(path, data)
    except Failed as failed:
        project.errors.append(failed.error)
        return None


def _gather_all(wave: Sequence[Source], jobs: int, progress: Progress) -> Iterable[FileFacts | FileError]:
    """The facts of many files, in several processes where that is worth it, in the order of `wave`."""
    jobs = min(jobs or os.cpu_count() or 1, len(wave))
    if jobs == 1 or sum(len(source.data) for source in wave) < _WORTH_PROCESSES:
        for done, source in enumerate(wave):
            progress("parsing", done, len(wave))
            yield _gather(source.path, source.text)
        return
    # A fork is cheapest, and safe while there is no other thread.
    alone = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if alone else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        paths, texts = [source.path for source in wave], [source.text for source in wave]
        for done, item in enumerate(pool.map(_gather, paths, texts, chunksize=max(1, len(wave) // (jobs * 8)))):
            progress("parsing", done, len(wave))
            yield item


def _gather(path: str, text: str) -> FileFacts | FileError:
    try:
        with warnings.catch_warnings():
            # What the compiler thinks of somebody's escapes is not ours to say.
            warnings.simplefilter("ignore")
            return gather(path, text)
    except SyntaxError as error:
        return FileError(path, error.lineno or 1, f"syntax error: {error.msg}", error.offset or 1)


def _sorted(errors: Iterable[FileError]) -> tuple[FileError, ...]:
    return tuple(sorted(errors, key=lambda error: (error.path, error.line, error.column)))


def _with_changes(report: Report, changes: Sequence[Sequence[tuple[Source, bytes]]]) -> Report:
    flat = sorted(((source.path, source.data, data) for group in changes for source, data in group))
    return replace(
        report,
        changed=tuple(path for path, _, _ in flat),
        before={path: before for path, before, _ in flat},
        after={path: after for path, _, after in flat},
    )


def _write(report: Report, changes: Sequence[Sequence[tuple[Source, bytes]]]) -> Report:
    written, findings, errors = [], report.findings, list(report.errors)
    for group in changes:
        try:
            sources.write(group)
            written.append(group)
        except Failed as failed:
            errors.append(failed.error)
            lost = {source.path for source, _ in group}
            why = f"not written: {failed.error.path} {failed.error.message}"
            findings = tuple(
                replace(item, applied=False, reason=why) if item.applied and item.place.path in lost else item
                for item in findings
            )
    return _with_changes(replace(report, findings=findings, errors=_sorted(errors)), written)
