"""What must be true of every run over one file, whatever is in the file."""

from __future__ import annotations

import ast
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from bridgefix.engine import Mode, run
from bridgefix.findings import Finding, Report, UsageError
from bridgefix.rules import RULES
from bridgefix.settings import settings

SETTINGS = settings({"select": ("all",), "unsafe_fixes": True, "jobs": 1}, (), [rule.code for rule in RULES], None)
NAME = "given.py"


@dataclass(frozen=True)
class Verdict:
    """What became of a file, and what is wrong with that."""

    kind: str
    """`quiet`: nothing found; `left`: findings, no change; `fixed`; `error`: the file was refused; `crash`."""
    wrong: tuple[str, ...] = ()
    after: bytes = b""
    """The file as the fixes leave it."""
    message: str = ""
    """Of an error."""


def judge(data: bytes, folder: Path) -> Verdict:
    """Run everything over a file that holds `data`, in a folder of its own, and over what comes out."""
    try:
        report = look(data, folder)
        again = look(data, folder)
    except UsageError as error:
        return Verdict("crash", (f"usage error: {error}",))
    except Exception as error:
        return Verdict("crash", (_told(error),))
    wrong = [*_form(report), *_agreement(data, report)]
    if again != report:
        wrong.append("two runs differ")
    if report.errors:
        if report.findings or report.changed:
            wrong.append("findings in a file that is refused")
        return Verdict("error", tuple(wrong), data, report.errors[0].message)
    if not report.changed:
        if any(finding.applied for finding in report.findings):
            wrong.append("a fix is said to be applied and nothing changed")
        return Verdict("left" if report.findings else "quiet", tuple(wrong), data)
    after = report.after[NAME]
    if after == data:
        wrong.append("said to be changed, with equal bytes")
    if not compiles(after):
        wrong.append("what comes out does not compile")
    try:
        second = look(after, folder)
        if second.errors or second.changed:
            what = second.errors[0].message if second.errors else second.findings[0].message
            wrong.append(f"a second run goes on: {what}")
    except Exception as error:
        wrong.append(f"second run: {_told(error)}")
    return Verdict("fixed", tuple(wrong), after)


def look(data: bytes, folder: Path) -> Report:
    """One run that writes nothing."""
    (folder / NAME).write_bytes(data)
    # What a file imports is looked for from the current folder on, too.
    here = os.getcwd()
    os.chdir(folder)
    try:
        return run([NAME], SETTINGS, Mode.DIFF)
    finally:
        os.chdir(here)


def compiles(data: bytes, flags: int = 0) -> bool:
    """What Python itself says."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(data, NAME, "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, LookupError):
        return False
    return True


def parses(data: bytes) -> bool:
    """Whether there is a tree, though it may mean nothing."""
    return compiles(data, ast.PyCF_ONLY_AST)


def _form(report: Report) -> list[str]:
    wrong = []
    for error in report.errors:
        if error.path != NAME or error.line < 1 or error.column < 1:
            wrong.append(f"an error without its place: {error}")
        if "internal error" in error.message or "\n" in error.message:
            wrong.append(f"an error that is no sentence for a person: {error.message}")
    wrong += [
        f"{item.rule} {item.symbol}: {item.reason}"
        for item in report.findings
        if item.reason and "internal error" in item.reason
    ]
    if list(report.findings) != sorted(report.findings, key=_place):
        wrong.append("findings are not sorted")
    return wrong


_STRICTER = ("is not ", "does not survive", "syntax error: nested too deeply")
"""Refusals of what Python may read: it does not decode all comments, and its own stack is deeper than ours."""


def _agreement(data: bytes, report: Report) -> list[str]:
    """Where we refuse what Python reads, or read what it refuses."""
    if not report.errors:
        return [] if parses(data) else ["what Python refuses is read"]
    message = report.errors[0].message
    if compiles(data) and not message.startswith(_STRICTER):
        return [f"Python reads what is refused: {message}"]
    return []


def _place(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.place.path, finding.place.line, finding.place.column, finding.rule, finding.symbol


def _told(error: BaseException) -> str:
    trace = error.__traceback__
    where = ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "bridgefix" in file:
            where = f"{os.path.basename(file)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return re.sub(r"\s+", " ", f"{type(error).__name__}: {error} ({where})")[:300]
