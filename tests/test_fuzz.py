"""Two hundred made-up methods, always the same: run before and after their fix, they must do the same.

`make fuzz` goes on with other ones for as long as you like.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, seed, settings

from fuzz.__main__ import BATCH, described
from fuzz.differ import examine
from fuzz.generator import Program, programs
from fuzz.tally import Tally

PLAIN = settings(
    max_examples=BATCH,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)

PROGRAMS = 200


def test_fixed_methods_do_what_they_did() -> None:
    tally = Tally()
    seen: set[str] = set()

    def run(program: Program) -> None:
        if program.text in seen:
            return
        seen.add(program.text)
        outcome = examine(program)
        assert outcome.kind != "different", described(program, outcome)
        tally.count(program, outcome)

    for number in range(PROGRAMS):
        if tally.programs >= PROGRAMS:
            break
        seed(number)(PLAIN(given(programs())(run)))()
    assert tally.kinds["unseen"] == 0, "a bridge that refetches was not found"
    assert tally.is_useful, tally.report()
