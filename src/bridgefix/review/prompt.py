"""Questions in the manner of `git add -p`: fix by fix, and what was accepted is written at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from bridgefix.engine import look, read, write
from bridgefix.findings import Finding, Report
from bridgefix.mend import Progress
from bridgefix.report import text
from bridgefix.report.text import Line
from bridgefix.review.choosing import changes, in_one
from bridgefix.settings import Settings

HELP = """\
y - accept this fix
n - do not accept this fix
a - accept this fix and all that follow
q - leave: accept neither this fix nor any that follow
? - print this help
What was accepted is written at the end, all of it or nothing; Ctrl+C writes nothing.
"""


def review(
    paths: Sequence[str],
    settings: Settings,
    show: Callable[[list[Line]], None],
    *,
    progress: Progress,
    asking: Callable[[], None],
) -> Report:
    """Ask about each fix on stdin and stdout, then write those that were accepted.

    Each fix is made from what the accepted ones before it leave, so every diff shows what would be written.

    Args:
        show: Prints lines with their styles.
        asking: Called before anything is shown: `progress` must leave the terminal alone from then on.

    Raises:
        UsageError: nothing was done, because of what was asked for.
    """
    reading = read(paths, settings, progress, writes=True)
    for_all: bool | None = None

    def accept(finding: Finding, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        nonlocal for_all
        if for_all is None:
            asking()
            show([*text.about(finding), *changes(before, after)])
            answer = _answer(f"Accept this {finding.fix.value if finding.fix else ''} fix [y,n,a,q,?]? ")
            if answer in ("a", "q"):
                for_all = answer == "a"
            return answer in ("y", "a")
        return for_all

    return write(reading, in_one(look(reading, settings, accept=accept, progress=progress)))


def _answer(question: str) -> str:
    """One of y, n, a and q; the end of the input is a q."""
    while True:
        sys.stdout.write(question)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stdout.write("\n")
            return "q"
        answer = line.strip().lower()
        if answer in ("y", "n", "a", "q"):
            return answer
        sys.stdout.write(HELP)
