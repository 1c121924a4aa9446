"""BF007 worker-ignores-cancel: a thread worker that goes on after it was cancelled

A thread can't be killed, only asked. What cancels a thread worker (the next start of an `exclusive` one, `cancel()`,
`cancel_group`, the end of its node) sets a flag, no more: the thread runs on to its end, and its crossings still work. So
a slow old answer is shown over a quick new one.

    worker 1        worker 2 (exclusive)    main
      fetch("a")                            typed: a
      │               fetch("ab")           typed: ab: worker 1 is cancelled, and runs on
      │               show ────────────────▶ the hits for "ab"
      show ────────────────────────────────▶ the hits for "a": stale, and there to stay

Bad:

    @work(thread=True, exclusive=True, group="search")
    def search(self, text: str) -> None:
        hits = fetch(text)
        self.app.call_from_thread(self.show, hits)

Good: ask the worker between what waits and what shows, and at each turn of a long loop.

    @work(thread=True, exclusive=True, group="search")
    def search(self, text: str) -> None:
        worker = get_current_worker()
        hits = fetch(text)
        if not worker.is_cancelled:
            self.app.call_from_thread(self.show, hits)

Found are workers that are exclusive and may be started again, and those that the code cancels by hand: crossings that
show, after a call that waits; loops that wait or cross at each turn. A look at `is_cancelled` or `cancelled_event`, a
stop flag, a number of the run that is compared, also by what the crossing runs: all of these are left alone, and so are a
crossing in a `finally` and what tells of something done (`put`, `delete`, a `git commit`, an `insert`).

The fix is unsafe: it takes the worker once at the top and adds the check with the least change. It skips nothing but what
shows; where a cancelled worker would leave something half done, or a spinner turning, there is none.

Silence it with `# bridgefix: ignore[BF007]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.cancelling import Gaps, gaps
from bridgefix.cancels import Body, bodies
from bridgefix.effects import Model
from bridgefix.findings import Finding, Place, Thread
from bridgefix.settings import Settings
from bridgefix.threads import ending, symbol

CODE = "BF007"
NAME = "worker-ignores-cancel"


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The functions of thread workers that go on after a cancel.

    The subject of a finding is (id of the function,); where in it follows from `cancelling.gaps`.
    """
    for body in bodies(model):
        found = gaps(model, body.function)
        if found.any:
            yield _finding(model, body, found)


def _finding(model: Model, body: Body, found: Gaps) -> Finding:
    function = body.function
    name = f"`{function.name}`" if not function.is_lambda else "this lambda"
    looks = []
    if found.crossings:
        line, column, end_line, _ = found.crossings[0].span
        waited = found.waits[0]
        what = found.crossings[0].func.name
        more = f" (and {len(found.crossings) - 1} more)" if len(found.crossings) > 1 else ""
        looks.append(f"between `{waited.func.name}` on line {waited.line} and `{what}` on line {line}{more}")
    else:
        line, column, end_line, _ = found.loops[0]
        what = "the next turn"
    if found.loops:
        lines = ", ".join(str(loop[0]) for loop in found.loops)
        looks.append(f"in the loop{'s' if len(found.loops) > 1 else ''} on line {lines}")
    return Finding(
        CODE,
        Place(function.path, line, column + 1, line if not found.crossings else end_line),
        symbol(function),
        f"{name} goes on in its thread after it is cancelled ({_how(body)}): no look at `is_cancelled` "
        f"{', nor '.join(looks)}",
        (function.id,),
        ending(model.threads.route(function.id, Thread.WORKER), line, what),
    )


def _how(body: Body) -> str:
    if body.start.options.exclusive or body.by_hand is None:
        return "by its next start"
    path = body.by_hand.function.partition("::")[0]
    return f"on line {body.by_hand.line}" + (f" of {path}" if path != body.function.path else "")
