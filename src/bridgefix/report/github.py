"""The report as workflow commands of GitHub Actions, which show it at the lines of a pull request.

How they are written and escaped: `toolkit/packages/core/src/command.ts` of GitHub's own toolkit.
"""

from __future__ import annotations

from collections.abc import Mapping

from bridgefix.findings import Finding, Report
from bridgefix.report import from_work_tree, printable
from bridgefix.report.text import gone_line, outcome, plain, summary


def render(report: Report, levels: Mapping[str, str]) -> str:
    """One command a finding, an error or an entry of the baseline that is gone, and the summary.

    Args:
        levels: `error` or `warning` for each rule.
    """
    lines = [_finding(finding, levels[finding.rule]) for finding in report.findings]
    for error in report.errors:
        properties: dict[str, str | int] = {"title": "bridgefix"}
        if error.path:
            properties |= {"file": from_work_tree(error.path), "line": error.line, "col": error.column}
        lines.append(_command("error", properties, error.message))
    for entry in report.gone:
        lines.append(_command("notice", {"title": "bridgefix"}, gone_line(entry)))
    return "".join(f"{line}\n" for line in (*lines, summary(report)))


def _finding(finding: Finding, level: str) -> str:
    place = finding.place
    properties: dict[str, str | int] = {
        "title": finding.rule,
        "file": from_work_tree(place.path),
        "line": place.line,
        # A note stands below the last line, and columns count only within one: the whole of a method says no more
        # than its first line.
        "endLine": place.line,
        "col": place.column,
    }
    if place.end_line == place.line and place.end_column:
        properties["endColumn"] = place.end_column
    steps = [f"  {step.symbol}  {step.path}:{step.line}  [{step.thread.value}]" for step in finding.route]
    return _command(level, properties, "\n".join([finding.message, *steps, plain(outcome(finding))]).rstrip("\n"))


def _command(name: str, properties: Mapping[str, str | int], message: str) -> str:
    words = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items() if value)
    return f"::{name} {words}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    text = printable(text, keep="\r\n")
    for char in "%\r\n" + also:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
