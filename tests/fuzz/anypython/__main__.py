"""`python -m fuzz.anypython PATH...`: run over every `.py` below the paths, as it is, spoilt, and with a bridge in it.

--mutants N   spoilt versions of each file (3)
--plants N    versions of each file with a bridge planted in it (1)
--seed N      where to begin (0); the same seed spoils the same way
--jobs N      processes (2)
--keep DIR    write each file that goes wrong there
Exits with 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path
from random import Random
from types import FrameType

from fuzz.anypython.judging import Verdict, judge
from fuzz.anypython.mutations import mutate
from fuzz.anypython.planting import CASES, planted, plants

PATIENCE = 60
"""Seconds for one file, in whatever shape."""


PLANTS = 24
"""How many different bridges are planted."""
SLOW = 10
"""Seconds from which on a file is named."""


class _TooLong(BaseException):
    """No Exception: nothing that is tested may swallow it."""


@dataclass(frozen=True)
class Job:
    """One file, and what is to be done to it."""

    path: Path
    mutants: int
    plants: int
    seed: int


@dataclass(frozen=True)
class Outcome:
    """One run over one version of a file."""

    path: Path
    how: str
    verdict: Verdict
    seconds: float
    data: bytes


def versions(job: Job) -> Iterator[tuple[str, bytes, bytes]]:
    """How each version was made, its bytes, and those of them that no fix has any business with."""
    data = job.path.read_bytes()
    yield "as it is", data, b""
    # By the file's bytes, not its place: the same on every machine.
    random = Random(f"{job.seed} {hashlib.sha1(data).hexdigest()}")
    for _ in range(job.mutants):
        yield *mutate(random, data), b""
    for _ in range(job.plants):
        plant = random.choice(plants(PLANTS))
        first = random.random() < 0.3 and b"__future__" not in data
        how = f"with {plant.name} {'before' if first else 'behind'} it"
        yield how, planted(data, plant.text, first), data


def work(job: Job) -> list[Outcome]:
    """All versions of one file."""
    found: list[Outcome] = []
    quiet = False
    signal.signal(signal.SIGALRM, _ring)
    with tempfile.TemporaryDirectory() as name:
        for how, data, host in versions(job):
            start = time.monotonic()
            signal.alarm(PATIENCE)
            try:
                verdict = judge(data, Path(name))
            except _TooLong:
                verdict = Verdict("crash", (f"took more than {PATIENCE} s",))
            finally:
                signal.alarm(0)
            if how == "as it is":
                quiet = verdict.kind == "quiet"
            # Where the file has findings of its own, these are mended as well.
            if (
                host
                and quiet
                and verdict.kind == "fixed"
                and not (verdict.after.startswith(host) or verdict.after.endswith(host))
            ):
                wrong = (*verdict.wrong, "lines that nobody asked about changed")
                verdict = replace(verdict, wrong=wrong)
            found.append(Outcome(job.path, how, verdict, time.monotonic() - start, data))
    return found


def _ring(number: int, frame: FrameType | None) -> None:
    raise _TooLong


def files(paths: list[Path]) -> list[Path]:
    """Every Python file below the paths, each content once."""
    found: dict[bytes, Path] = {}
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if file.is_file():
                found.setdefault(hashlib.sha1(file.read_bytes()).digest(), file.absolute())
    return list(found.values())


def main() -> int:
    """Run, print, and say whether all was well."""
    parser = argparse.ArgumentParser(prog="fuzz.anypython", description="Any Python in, the same Python out.")
    parser.add_argument("paths", nargs="*", type=Path, default=[CASES, CASES.parent.parent / "examples"])
    parser.add_argument("--mutants", type=int, default=3)
    parser.add_argument("--plants", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    jobs = [Job(path, options.mutants, options.plants, options.seed) for path in files(options.paths)]
    keep = options.keep.absolute() if options.keep else None
    kinds: Counter[tuple[str, str]] = Counter()
    slow: list[tuple[float, str]] = []
    bad = 0
    if options.plants:
        plants(PLANTS)  # once, before the processes part
    with Pool(options.jobs) as pool:
        for outcomes in pool.imap_unordered(work, jobs, chunksize=4):
            for outcome in outcomes:
                sort = {"as it is": "as they are"}.get(
                    outcome.how, "planted" if outcome.how[:5] == "with " else "spoilt"
                )
                kinds[sort, outcome.verdict.kind] += 1
                slow = sorted([*slow, (outcome.seconds, f"{outcome.path} {outcome.how}")], reverse=True)[:5]
                if outcome.seconds > SLOW:
                    print(f"slow: {outcome.seconds:.0f} s for {outcome.path} {outcome.how}", flush=True)
                for what in outcome.verdict.wrong:
                    bad += 1
                    print(f"WRONG: {outcome.path} {outcome.how}: {what}", flush=True)
                if outcome.verdict.wrong and keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    name = f"{outcome.path.stem}-{hashlib.sha1(outcome.data).hexdigest()[:8]}"
                    (keep / f"{name}.py").write_bytes(outcome.data)
                    (keep / f"{name}.after").write_bytes(outcome.verdict.after)
    print(f"{len(jobs)} files, {sum(kinds.values())} versions, {bad} wrong")
    for (sort, kind), number in sorted(kinds.items()):
        print(f"  {sort}: {number} {kind}")
    for seconds, what in slow:
        print(f"  {seconds:.1f} s: {what}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
