"""The report as SARIF 2.1.0, for code scanning and for editors.

Section numbers are those of the standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bridgefix.findings import Edit, Entry, FileError, Finding, Place, Report, Step, Thread
from bridgefix.report import from_work_tree
from bridgefix.report.text import gone_line, outcome, plain

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://pypi.org/project/bridgefix/"
FINGERPRINT = "bridgefix/v1"
"""Says how the fingerprints are made; another name would be needed where they are made otherwise."""
_ROOT = "%SRCROOT%"
"""What paths are relative to, as GitHub and most viewers call it."""


@dataclass(frozen=True)
class About:
    """What the report says of a rule."""

    code: str
    name: str
    doc: str
    level: str
    """`error` where an app breaks by it, else `warning`."""


def render(report: Report, rules: Sequence[About], version: str, fingerprints: Mapping[Finding, str]) -> str:
    """One run, in ASCII.

    Args:
        rules: Those that ran.
        version: Of bridgefix.
        fingerprints: What names each finding, of the new and of the known ones.
    """
    places = _Columns(report.texts)
    index = {rule.code: number for number, rule in enumerate(rules)}
    found = sorted((*report.findings, *report.known), key=lambda item: (item.place, item.rule, item.symbol))
    known = frozenset(report.known)
    results = [
        _result(item, index[item.rule], rules[index[item.rule]].level, fingerprints[item], item in known, places)
        for item in found
    ]
    run = {
        "tool": {
            "driver": {
                "name": "bridgefix",
                "semanticVersion": version,
                "informationUri": HOME,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the work tree."}}},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: About) -> dict[str, Any]:
    title, _, body = rule.doc.strip().partition("\n")
    short = title.removeprefix(f"{rule.code} {rule.name}").lstrip(": ") or rule.name
    lead = body.strip().split("\n\n")[0].replace("\n", " ") or short
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{short[0].upper()}{short[1:]}."},
        "fullDescription": {"text": lead},
        # Its examples are indented, which is how Markdown has code.
        "help": {"text": rule.doc.strip(), "markdown": body.strip() or short},
        "defaultConfiguration": {"level": rule.level},
        "properties": {"tags": ["concurrency", "textual"], "precision": "high", "problem.severity": rule.level},
    }


def _result(
    finding: Finding, rule: int, level: str, fingerprint: str, known: bool, columns: _Columns
) -> dict[str, Any]:
    became = plain(outcome(finding))
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": level,
        "message": {"text": f"{finding.message}.{f' ({became[0].upper()}{became[1:]}.)' if became else ''}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.place.path),
                    "region": columns.region(finding.place),
                },
                "logicalLocations": [{"fullyQualifiedName": finding.symbol, "kind": "function"}],
            }
        ],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.route:
        result["codeFlows"] = [{"threadFlows": _thread_flows(finding.route)}]
    if finding.edits:
        result["fixes"] = [_fix(finding, columns)]
    # §3.27.23: with an empty array a result is known not to be suppressed.
    result["suppressions"] = [{"kind": "external", "justification": "The baseline accepts it."}] if known else []
    return result


def _thread_flows(route: Sequence[Step]) -> list[dict[str, Any]]:
    """A flow for each thread (§3.37: each is of one), whose steps are numbered in the order in which they run."""
    flows: dict[Thread, list[dict[str, Any]]] = {}
    for number, step in enumerate(route, 1):
        flows.setdefault(step.thread, []).append(
            {
                "executionOrder": number,
                "location": {
                    "physicalLocation": {
                        "artifactLocation": _artifact(step.path),
                        "region": {"startLine": step.line},
                    },
                    "logicalLocations": [{"fullyQualifiedName": step.symbol}],
                    "message": {"text": f"{number}. {step.symbol} [{step.thread.value}]"},
                },
            }
        )
    return [
        {"id": thread.value, "message": {"text": f"What runs on {thread.value}."}, "locations": steps}
        for thread, steps in flows.items()
    ]


def _fix(finding: Finding, columns: _Columns) -> dict[str, Any]:
    by_path: dict[str, list[Edit]] = {}
    for edit in finding.edits:
        by_path.setdefault(edit.path, []).append(edit)
    level = finding.fix.value if finding.fix else "safe"
    return {
        "description": {"text": f"Mend {finding.symbol} ({level}{f'; {finding.note}' if finding.note else ''})."},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {"deletedRegion": columns.exactly(edit), "insertedContent": {"text": edit.text}} for edit in edits
                ],
            }
            for path, edits in sorted(by_path.items())
        ],
    }


def _invocation(report: Report) -> dict[str, Any]:
    told: list[dict[str, Any]] = [_error(error) for error in report.errors]
    told += [_gone(entry) for entry in report.gone]
    invocation: dict[str, Any] = {"executionSuccessful": not report.errors}
    if told:
        invocation["toolExecutionNotifications"] = told
    return invocation


def _error(error: FileError) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": "error", "message": {"text": f"{error.message}."}}
    if error.path:
        place: dict[str, Any] = {"artifactLocation": _artifact(error.path)}
        if error.line:
            place["region"] = {"startLine": error.line}
        notification["locations"] = [{"physicalLocation": place}]
    return notification


def _gone(entry: Entry) -> dict[str, Any]:
    return {"level": "note", "message": {"text": f"{gone_line(entry)}."}}


def _artifact(path: str) -> dict[str, Any]:
    name = from_work_tree(path)
    if os.path.isabs(name):
        return {"uri": Path(name).as_uri()}
    return {"uri": quote(os.fsencode(name)), "uriBaseId": _ROOT}


class _Columns:
    """Columns in characters turned into columns in UTF-16 units, which is how editors count."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._lines: dict[str, list[str]] = {}

    def region(self, place: Place) -> dict[str, int]:
        """The code that a finding is about; of a whole method the line on which it begins."""
        region = {"startLine": place.line, "startColumn": self._units(place.path, place.line, place.column)}
        if place.end_column:
            end = self._units(place.path, place.end_line, place.end_column)
            return {**region, "endLine": place.end_line, "endColumn": end}
        return region

    def exactly(self, edit: Edit) -> dict[str, int]:
        return {
            "startLine": edit.line,
            "startColumn": self._units(edit.path, edit.line, edit.column),
            "endLine": edit.end_line,
            "endColumn": self._units(edit.path, edit.end_line, edit.end_column),
        }

    def _units(self, path: str, line: int, column: int) -> int:
        if column == 1:
            return 1
        if path not in self._lines:
            self._lines[path] = self._texts[path].split("\n")
        return len(self._lines[path][line - 1][: column - 1].encode("utf-16-le", "surrogatepass")) // 2 + 1
