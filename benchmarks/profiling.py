"""Where the time goes: the functions that a run of the command spends most in.

    python benchmarks/profiling.py [ARGUMENTS OF BRIDGEFIX]

Without arguments: a first look at the apps that `run.py` fetches, in one process.
"""

from __future__ import annotations

import contextlib
import cProfile
import io
import pstats
import sys

from bridgefix.cli import main


def profile(arguments: list[str]) -> None:
    profiler = cProfile.Profile()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        profiler.runcall(main, arguments)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    profile(sys.argv[1:] or ["--check", "--no-cache", "--jobs", "1", "build/benchmarks/apps"])
