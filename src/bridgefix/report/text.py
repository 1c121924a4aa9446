"""The report for people: lines of styled pieces, so that a pipe gets the same words as a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.findings import Entry, Finding, Level, Report, Step
from bridgefix.report import printable

Line = list[tuple[str, str]]
"""Pieces of text, each with the style that a terminal gives it."""


def lines(report: Report, *, applying: bool = False, quiet: bool = False, verbose: bool = False) -> Iterator[Line]:
    """The whole report.

    Args:
        applying: Fixes were written, so what has none is "left".
        quiet: One line a finding, nothing else.
        verbose: Also how to silence each finding, and which files changed.
    """
    for finding in report.findings:
        if quiet:
            yield _heading(finding)
            continue
        yield from about(finding, applying=applying)
        if verbose:
            where = f"above the def of `{printable(finding.symbol)}`"
            yield [(f"    silence it with `# bridgefix: ignore[{finding.rule}]` {where}", "dim")]
    if quiet:
        return
    if verbose:
        for path in report.changed:
            yield [("written: " if applying else "would change: ", "dim"), (printable(path), "dim")]
    for path in report.finished:
        yield [("finished what a killed run had begun: ", "dim"), (printable(path), "dim")]
    for entry in report.gone:
        yield [(gone_line(entry), "yellow")]
    yield [(summary(report, applying=applying), "bold")]
    hint = _hint(report, applying)
    if hint:
        yield [(hint, "")]


def ending(report: Report) -> Iterator[Line]:
    """What is left to say where each finding was seen: the files that were written, and how it stands."""
    for path in report.changed:
        yield [("written: ", "dim"), (printable(path), "")]
    yield [(summary(report, applying=True), "bold")]


def about(finding: Finding, *, applying: bool = False) -> Iterator[Line]:
    """One finding: what it is, its route, and what becomes of it."""
    yield _heading(finding)
    for step in finding.route:
        yield _step(step)
    for said, style in outcome(finding, applying):
        first, *rows = said.split("\n")
        yield [("    ", ""), (first, style)]
        for row in rows:  # code to paste
            yield [(f"        {row}", "")]


def summary(report: Report, *, applying: bool = False) -> str:
    """One line that says how it stands."""
    parts = ["interrupted"] if report.interrupted else []
    files = count(report.files, "file")
    if not report.findings:
        parts.append(f"no findings in {files}")
    elif applying:
        done = sum(finding.applied for finding in report.findings)
        parts.append(f"fixed {done} of {count(len(report.findings), 'finding')}")
        parts.append(f"{count(len(report.changed), 'file')} written")
    else:
        where = len({finding.place.path for finding in report.findings})
        parts.append(f"{count(len(report.findings), 'finding')} in {where} of {files}")
    if report.known:
        parts.append(f"{len(report.known)} known")
    if report.gone:
        parts.append(f"{sum(entry.times for entry in report.gone)} gone")
    if report.errors:
        parts.append(count(len(report.errors), "error"))
    return ", ".join(parts).capitalize()


def gone_line(entry: Entry) -> str:
    """What is to be said of an entry of the baseline that nothing answers to any more."""
    times = f", {entry.times} times" if entry.times > 1 else ""
    where = f"{printable(entry.path)}: {entry.rule} in {printable(entry.symbol)}"
    return f"gone, take it out of the baseline: {where}: `{printable(entry.code)}`{times}"


def error_line(path: str, line: int, column: int, message: str) -> str:
    """`error: path:line:column: message`, as far as they are known."""
    where = [printable(path)] if path else []
    if path and line:
        where.append(str(line))
        if column:
            where.append(str(column))
    return f"error: {':'.join(where)}: {printable(message)}" if where else f"error: {printable(message)}"


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in line)


def _heading(finding: Finding) -> Line:
    place = finding.place
    return [
        (printable(place.path), "bold"),
        (f":{place.line}:{place.column}: ", "dim"),
        (finding.rule, "bold red"),
        (f" {printable(finding.message)}", ""),
    ]


def _step(step: Step) -> Line:
    return [
        ("    → ", "dim"),
        (printable(step.symbol), "cyan"),
        (f"  {printable(step.path)}:{step.line}", "dim"),
        (f"  [{step.thread.value}]", "magenta"),
    ]


def outcome(finding: Finding, applying: bool = False) -> Line:
    """What becomes of a finding: its fix, or why there is none."""
    like = f", learned from {finding.exemplar}" if finding.exemplar else ""
    note = f"; {finding.note}" if finding.note else ""
    if finding.fix and not finding.reason:
        word = "fixed" if finding.applied else "fix"
        return [(printable(f"{word}: {finding.fix.value}{like}{note}"), "green")]
    if finding.fix and finding.reason:
        word = "left" if applying else "fix"
        return [(printable(f"{word}: {finding.fix.value}{like}{note}; {finding.reason}"), "yellow")]
    if finding.reason:
        return [(printable(f"{'left' if applying else 'no fix'}: {finding.reason}", keep="\n"), "yellow")]
    return []


def _hint(report: Report, applying: bool) -> str:
    """What to do next."""
    ready = sum(finding.fix is not None and not finding.reason for finding in report.findings)
    unsafe = sum(finding.fix is Level.UNSAFE and bool(finding.reason) for finding in report.findings)
    parts = []
    if ready and not applying:
        parts.append(f"{ready} can be fixed: --diff shows how, --apply writes it")
    if unsafe:
        parts.append(f"{unsafe}{'' if parts else ' can be fixed'} with --unsafe-fixes")
    return "; ".join(parts)


def count(number: int, noun: str, plural: str = "s") -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else plural}"
