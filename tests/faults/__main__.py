"""`python -m faults`: every moment of writing a tree, and what was lost. Exits with 1 if anything was.

--files N   how many files the large tree has (200)
--folder F  where the trees are made (/dev/shm where there is one: a disk takes ten times as long)
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from faults.sweeps import (
    Tally,
    calls_of,
    edited,
    failing,
    interrupted,
    killed,
    killed_twice,
    two_at_once,
    without,
)
from faults.trees import plant

SYSTEMS = {"": (), " (no exchange)": ("exchange",), " (no exchange, no links)": ("exchange", "link")}


def sweeps(folder: Path, files: int) -> Iterator[Callable[[], Tally]]:
    pairs = files // 10
    large = plant(folder / "large", files - 2 * pairs, pairs, look=False)
    yield lambda: killed(large, range(len(calls_of(large))), f"{files} files, killed at each call")
    small = plant(folder / "small", 2, 2)
    for steps in SYSTEMS.values():
        yield lambda steps=steps: _without(steps, lambda: killed(small, range(len(calls_of(small)))))
        yield lambda steps=steps: _without(steps, lambda: killed_twice(small, range(len(calls_of(small)))))
        yield lambda steps=steps: _without(steps, lambda: two_at_once(small, range(len(calls_of(small, every=True)))))
        yield lambda steps=steps: _without(steps, lambda: interrupted(small, range(len(calls_of(small, every=True)))))
        for number in (errno.ENOSPC, errno.EIO, errno.EACCES):
            yield lambda steps=steps, number=number: _without(
                steps, lambda: failing(small, range(len(calls_of(small))), number)
            )
        yield lambda steps=steps: _without(
            steps, lambda: failing(small, range(len(calls_of(small))), errno.ENOSPC, from_then_on=True)
        )
    for path in small.files:
        for moved in (False, True):
            yield lambda path=path, moved=moved: edited(
                small, path, range(len(calls_of(small, every=True))), moved=moved
            )


def _without(steps: tuple[str, ...], sweep: Callable[[], Tally]) -> Tally:
    with without(*steps):
        tally = sweep()
    tally.title += next(words for words, each in SYSTEMS.items() if each == steps)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--folder", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
    arguments = parser.parse_args()
    total = Tally("All")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for sweep in sweeps(Path(folder), arguments.files):
            began = time.monotonic()
            tally = sweep()
            print(f"{tally}, {time.monotonic() - began:.0f} s", flush=True)
            print(*tally.wrong[:5], sep="\n", end="\n" if tally.wrong else "", flush=True)
            total.tried += tally.tried
            total.wrong += tally.wrong
    print(total)
    return bool(total.wrong)


if __name__ == "__main__":
    sys.exit(main())
