"""The report as JSON, for other programs."""

from __future__ import annotations

import json
from typing import Any

from bridgefix.findings import FileError, Finding, Report, Step

VERSION = 1
"""Raised when a program that reads the report would have to change."""


def render(report: Report, baseline: str | None = None) -> str:
    """One object, on several lines, in ASCII.

    Args:
        baseline: The file of the baseline, where there is one: then the object tells what it accepts.
    """
    document: dict[str, Any] = {
        "version": VERSION,
        "findings": [_finding(finding) for finding in report.findings],
        "errors": [_error(error) for error in report.errors],
        "files": report.files,
        "changed": list(report.changed),
    }
    if baseline is not None:
        document["baseline"] = {
            "file": baseline,
            "known": [_finding(finding) for finding in report.known],
            "gone": [entry.as_json() for entry in report.gone],
        }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "end_line": finding.place.end_line or finding.place.line,
        "symbol": finding.symbol,
        "message": finding.message,
        "fix": finding.fix.value if finding.fix else None,
        "applied": finding.applied,
        "reason": finding.reason or finding.note,
        "exemplar": finding.exemplar,
        "route": [_step(step) for step in finding.route],
    }


def _step(step: Step) -> dict[str, Any]:
    return {"path": step.path, "line": step.line, "symbol": step.symbol, "thread": step.thread.value}


def _error(error: FileError) -> dict[str, Any]:
    return {"path": error.path, "line": error.line, "message": error.message}
