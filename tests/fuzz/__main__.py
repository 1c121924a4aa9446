"""`python -m fuzz`: make programs, fix them and compare, until the time is over. Exits with 1 on a difference,
or where too few are split of those that a person would split.

--seconds N   for how long (600)
--seed N      where to begin (0); the same seed makes the same programs
--keep DIR    write each difference to a file there, too
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

from fuzz.differ import Outcome, examine
from fuzz.generator import Program, programs
from fuzz.tally import Tally, normal

BATCH = 6
"""After a few examples hypothesis begins to vary those that it made: a new seed makes something new."""


class Different(Exception):
    """A program does something else after its fix."""


@dataclass
class Hunt:
    """A run until a point in time; each sort of difference is made small once."""

    until: float
    tally: Tally = field(default_factory=Tally)
    found: dict[str, tuple[Program, Outcome]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def batch(self, number: int) -> None:
        """Some programs; stops at a difference of a new sort, and makes that program small."""
        target: str | None = None
        give_up = self.until

        @seed(number)
        @settings(
            max_examples=BATCH,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )
        @given(programs())
        def run(program: Program) -> None:
            nonlocal target, give_up
            if time.monotonic() > give_up or (target is None and program.text in self.seen):
                return
            self.seen.add(program.text)
            outcome = examine(program)
            if target is None:
                self.tally.count(program, outcome)
            if outcome.kind != "different":
                return
            sort = _sort(outcome.reason)
            if target is None and sort not in self.found:
                target, give_up = sort, time.monotonic() + 40
            if sort == target:
                if target not in self.found or len(program.text) <= len(self.found[target][0].text):
                    self.found[target] = program, outcome
                raise Different(outcome.reason)

        try:
            run()
        except (Different, HypothesisException):
            return
        finally:
            # The tool freezes what is there while it tries fixes, and the collector passes over what was frozen once.
            gc.collect()


def _sort(reason: str) -> str:
    """Differences of one sort are likely to have one cause."""
    return re.sub(r" (at N: |returned or raised ).*", r" \1", normal(reason))[:70]


def described(program: Program, outcome: Outcome) -> str:
    """A difference, with the program before and after."""
    return f"{outcome.reason}\n\n--- before\n{_methods(program.text)}\n--- after\n{_methods(outcome.after)}"


def _methods(text: str) -> str:
    """The part of a program that is not the same in all of them."""
    return text.partition("    def on_mount")[2].partition("\n\n")[2] if text else ""


def main() -> int:
    """Run, print, and say whether all was well."""
    parser = argparse.ArgumentParser(prog="fuzz", description="Run made-up methods before and after their fix.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000 * 1000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    hunt = Hunt(time.monotonic() + options.seconds)
    number = options.seed
    print(f"seed {number}", flush=True)
    while time.monotonic() < hunt.until:
        known = set(hunt.found)
        hunt.batch(number)
        number += 1
        for sort in hunt.found.keys() - known:
            text = described(*hunt.found[sort])
            print(f"DIFFERENT: {text}\n", flush=True)
            if options.keep is not None:
                options.keep.mkdir(parents=True, exist_ok=True)
                name = "-".join(re.findall(r"[a-z]+", sort.lower())[:8])
                (options.keep / f"{name}.txt").write_text(text, encoding="utf-8")
    print(hunt.tally.report())
    return 1 if hunt.found or not hunt.tally.is_useful else 0


if __name__ == "__main__":
    sys.exit(main())
