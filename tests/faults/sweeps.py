"""One moment after the other: at each, something happens, and then the tree is looked at."""

from __future__ import annotations

import errno
import os
import signal
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bridgefix import disk, engine
from bridgefix.findings import Report
from faults.calls import SPACE, Watch
from faults.trees import SETTINGS, Tree

EDITED = b"import textual\n# edited meanwhile\n"


@dataclass
class Tally:
    """What was tried, and what must not have been."""

    title: str
    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, moment: str, wrong: Iterable[str]) -> None:
        self.tried += 1
        self.wrong += [f"{moment}: {each}" for each in wrong]

    def __str__(self) -> str:
        counts = ", ".join(f"{number} {word}" for word, number in sorted(self.outcomes.items()))
        return f"{self.title}: tried {self.tried}, lost {len(self.wrong)}" + (f" ({counts})" if counts else "")


@contextmanager
def without(*steps: str) -> Iterator[None]:
    """As on a system that cannot exchange two names, or makes no hard links."""
    renameat2, link = disk._renameat2, os.link

    def no_link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if "exchange" in steps:
        disk._renameat2 = lambda: None  # type: ignore[assignment]
    if "link" in steps:
        os.link = no_link  # type: ignore[assignment]
    try:
        yield
    finally:
        disk._renameat2, os.link = renameat2, link


def calls_of(tree: Tree, *, every: bool = False) -> list[str]:
    """The names of the calls that writing the tree takes."""
    tree.restore()
    with Watch(lambda number, name: None, every=every) as watch:
        tree.write()
    tree.restore()
    return watch.names


def _in_a_process(act: Callable[[], object]) -> int:
    """Do something in a process of its own, which may be killed at it; its exit status as `waitpid` gives it."""
    with warnings.catch_warnings():
        # The test runner has threads; what the child does waits for none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def _killed_at(moment: int, act: Callable[[], object]) -> bool:
    """Whether the process that does something was killed just before a call of it, or had ended by then."""

    def kill(number: int, name: str) -> None:
        if number == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched() -> None:
        with Watch(kill):
            act()

    return os.WIFSIGNALED(_in_a_process(watched))


def recovered(tree: Tree) -> engine.Reading:
    """What the next `--apply` does first."""
    return engine.read([str(tree.folder)], SETTINGS, writes=True)


def killed(tree: Tree, moments: Iterable[int], title: str = "killed at a moment") -> Tally:
    """A run is killed before its n-th call, then the next one begins."""
    tally = Tally(title)
    for moment in moments:
        tree.restore()
        if not _killed_at(moment, tree.write):
            tally.add(f"call {moment}", ["the run was not killed"])
            continue
        wrong = tree.wrong(whole=False)
        reading = recovered(tree)
        wrong += [f"after the next run: {each}" for each in tree.wrong(whole=True)]
        wrong += [f"left behind: {path.name}" for path in tree.leftovers()]
        wrong += [f"error: {error.message}" for error in reading.errors]
        tally.add(f"call {moment}", wrong)
        tally.outcomes["files finished by the next run"] += len(reading.finished)
    tree.restore()
    return tally


def killed_twice(tree: Tree, moments: Iterable[int]) -> Tally:
    """A run is killed, then the next one is while it clears up, at each moment of that."""
    tally = Tally("killed, and again while clearing up")
    for moment in moments:
        for again in range(10_000):
            tree.restore()
            _killed_at(moment, tree.write)
            died = _killed_at(again, lambda: recovered(tree))
            wrong = tree.wrong(whole=False)
            reading = recovered(tree)
            wrong += [f"after the third run: {each}" for each in tree.wrong(whole=True)]
            wrong += [f"left behind: {path.name}" for path in tree.leftovers()]
            wrong += [f"error: {error.message}" for error in reading.errors]
            tally.add(f"call {moment}, then {again}", wrong)
            if not died:
                break
    tree.restore()
    return tally


def failing(tree: Tree, moments: Iterable[int], number: int, *, from_then_on: bool = False) -> Tally:
    """A call fails with an errno; `from_then_on`: and so do all after it that need space on the disk."""
    word = errno.errorcode[number]
    tally = Tally(f"{word} from a moment on" if from_then_on else f"{word} once")

    for moment in moments:
        tree.restore()

        def fail(call: int, name: str, moment: int = moment) -> None:
            if call == moment or (from_then_on and call > moment and name in SPACE):
                raise OSError(number, os.strerror(number))

        with Watch(fail):
            report = tree.write()
        wrong = tree.wrong(whole=True) + _untrue(tree, report)
        recovered(tree)
        wrong += [f"left behind: {path.name}" for path in tree.leftovers()]
        tally.add(f"call {moment}", wrong)
        tally.outcomes["errors told"] += len(report.errors)
    tree.restore()
    return tally


def _untrue(tree: Tree, report: Report) -> list[str]:
    """Where a report and the disk differ."""
    new, told = tree.new(), {finding.place.path for finding in report.findings if finding.applied}
    wrong = [] if new == set(report.changed) else [f"said to be written: {report.changed}, in fact: {sorted(new)}"]
    if told != {finding.place.path for finding in report.findings} & new:
        wrong.append("findings said to be fixed that are not, or the other way round")
    if len(new) < len(tree.files) and not (report.errors or report.interrupted):
        wrong.append("files left without a word")
    return wrong


def edited(tree: Tree, path: Path, moments: Iterable[int], *, moved: bool) -> Tally:
    """Somebody saves a file of the tree at a moment: in place, or (`moved`) by moving a new one over it."""
    tally = Tally(f"edited {'by moving a new file over it' if moved else 'in place'}: {path.stem}")

    for moment in moments:
        tree.restore()

        def save(call: int, name: str, moment: int = moment) -> None:
            if call == moment:
                saved = path.with_suffix(".saved") if moved else path
                saved.write_bytes(EDITED)
                if moved:
                    saved.rename(path)

        with Watch(save, every=True):
            report = tree.write()
        wrong = tree.wrong(whole=True, edited=path)
        if path.read_bytes() != EDITED:
            wrong.append("the edit is lost")
        for group in tree.groups:
            # Where the edit was noticed, nothing of the fix is written.
            if path in group and str(path) not in report.changed:
                wrong += [f"written all the same: {each}" for each in group if str(each) in tree.new()]
        wrong += [f"left behind: {each.name}" for each in tree.leftovers()]
        tally.add(f"call {moment}", wrong)
        tally.outcomes["noticed" if report.errors else "came after it was written"] += 1
    tree.restore()
    return tally


def two_at_once(tree: Tree, moments: Iterable[int]) -> Tally:
    """At a moment of one run another one does all that it can, from its first look to its last byte."""
    tally = Tally("two at once")
    for moment in moments:
        tree.restore()
        others: list[Report] = []

        def other(call: int, name: str, moment: int = moment, others: list[Report] = others) -> None:
            if call == moment:
                recovered(tree)
                others.append(tree.write())

        with Watch(other, every=True):
            report = tree.write()
        wrong = tree.wrong(whole=True)
        claimed = sorted((*report.changed, *others[0].changed))
        if claimed != sorted(map(str, tree.files)):
            wrong.append(f"not each file was written once: {claimed}")
        wrong += [f"left behind: {path.name}" for path in tree.leftovers()]
        tally.add(f"call {moment}", wrong)
        tally.outcomes["files written by the second run"] += len(others[0].changed)
    tree.restore()
    return tally


def interrupted(tree: Tree, moments: Iterable[int]) -> Tally:
    """Ctrl-C at a moment."""
    tally = Tally("interrupted")
    for moment in moments:
        tree.restore()

        def press(call: int, name: str, moment: int = moment) -> None:
            if call == moment:
                signal.raise_signal(signal.SIGINT)

        with Watch(press, every=True):
            report = tree.write()
        wrong = tree.wrong(whole=True) + _untrue(tree, report)
        wrong += [f"left behind: {path.name}" for path in tree.leftovers()]
        if len(tree.new()) < len(tree.files) and not report.interrupted:
            wrong.append("stopped without a word")
        tally.add(f"call {moment}", wrong)
        tally.outcomes["files left for another run"] += len(tree.files) - len(tree.new())
    tree.restore()
    return tally
