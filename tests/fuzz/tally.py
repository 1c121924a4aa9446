"""Counts what became of the programs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from fuzz.differ import Outcome, shows_its_data
from fuzz.generator import Program

USEFUL = 0.6
"""The share that was split, of the methods that a person would split, is not to fall below this."""
MANY = 500


@dataclass
class Tally:
    """All programs so far."""

    kinds: Counter[str] = field(default_factory=Counter)
    early: int = 0
    person: Counter[str] = field(default_factory=Counter)
    """The outcomes of those that a person would split."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why programs were refused that a person would split."""
    hard: Counter[str] = field(default_factory=Counter)
    """Why programs were refused that a person would not split either."""
    features: Counter[str] = field(default_factory=Counter)
    """What stood in the programs that were split."""

    def count(self, program: Program, outcome: Outcome) -> None:
        """Take one more program in."""
        self.kinds[outcome.kind] += 1
        self.early += outcome.early
        splittable = not program.hard and (outcome.kind == "split" or shows_its_data(program))
        if splittable:
            self.person[outcome.kind] += 1
        if outcome.kind == "split":
            self.features.update(program.features)
        elif outcome.kind != "different":
            (self.reasons if splittable else self.hard)[normal(outcome.reason)] += 1

    @property
    def programs(self) -> int:
        """How many there were."""
        return self.kinds.total()

    @property
    def usefulness(self) -> float:
        """The share that was split of what a person would split."""
        return self.person["split"] / max(1, self.person.total())

    @property
    def is_useful(self) -> bool:
        """Whether the share is not below its floor. In fewer than some hundred methods it swings by as much as a tenth."""
        return self.usefulness >= (USEFUL if self.person.total() >= MANY else USEFUL - 0.1)

    def report(self) -> str:
        """The figures for people."""
        lines = [
            f"{self.programs} programs: {self.kinds['split']} split, {self.kinds['refused']} refused, "
            f"{self.kinds['unseen']} without a finding, {self.kinds['different']} different",
            f"{self.early} runs in which an effect came before preparing that failed (allowed)",
            f"usefulness: {self.usefulness:.0%} of the {self.person.total()} that a person would split",
            "",
            "refused, and a person would split it:",
            *_histogram(self.reasons),
            "",
            "refused rightly:",
            *_histogram(self.hard),
        ]
        return "\n".join(lines)


def normal(reason: str) -> str:
    """A reason without what is particular to one program."""
    text = re.sub(r"`[^`]*`(, `[^`]*`)*", "`…`", reason)
    text = re.sub(r"\[.*\]|\(.*\)(?= (before|after))|'[^']*'", "…", text)
    return re.sub(r"\d+", "N", text.removeprefix("line ").lstrip("0123456789: "))[:150]


def _histogram(counter: Counter[str]) -> list[str]:
    return [f"{count:6}  {reason}" for reason, count in counter.most_common(25)] or ["     -"]
