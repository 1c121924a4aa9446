"""How long the review takes from a key press to the painted next finding: `python benchmarks/review.py [FINDINGS]`.

The app runs headless over made-up findings; the clock stops when the last line that the key changed is drawn. A frame of
a 60 Hz screen is 16.7 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

from textual import events

import bridgefix.review.screen as module
from bridgefix.engine import Reading
from bridgefix.findings import Finding, Level, Place, Report
from bridgefix.review.app import ReviewApp
from bridgefix.review.choosing import Item
from bridgefix.review.page import Page
from bridgefix.review.tree import FindingTree
from bridgefix.settings import Settings
from bridgefix.sources import Found

KEYS = {"j": "move on", "y": "accept", "n": "refuse"}
PRESSES = 60


def made_up(number: int) -> list[Item]:
    """Findings, ten in each file, each with a diff of 60 lines."""
    items = []
    for n in range(number):
        finding = Finding("BF003", Place(f"f{n // 10:04}.py", n % 10 + 1), f"A.m{n}", "is wrong", fix=Level.SAFE)
        lines = [[(f"{'+-'[at % 2]}    line {at} of {n}", ("green", "red")[at % 2])] for at in range(60)]
        items.append(Item(finding, tuple(lines)))
    return items


async def measure(number: int) -> None:
    """Print the milliseconds that each key takes, and those of processor time: on a busy machine only these say much."""
    drawn = 0.0

    def noting(function):
        def wrapped(*arguments):
            nonlocal drawn
            result = function(*arguments)
            drawn = time.perf_counter()
            return result

        return wrapped

    module.read = lambda *_, **__: Reading(Found((), frozenset(), {}), ["."])
    module.examine = lambda *_: (made_up(number), Report())
    Page.render_line = noting(Page.render_line)
    FindingTree.render_label = noting(FindingTree.render_label)
    app = ReviewApp(["."], Settings())
    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause(0.5)
        for key, name in KEYS.items():
            took = []
            used = time.process_time()
            for _ in range(PRESSES):
                began = time.perf_counter()
                app.post_message(events.Key(key, key))
                await pilot.pause(0.1)
                took.append(1000 * (drawn - began))
            used = 1000 * (time.process_time() - used) / PRESSES
            took.sort()
            median, late, worst = statistics.median(took), took[int(len(took) * 0.95)], took[-1]
            print(
                f"{number} findings, {name}: median {median:.1f} ms, 95 % {late:.1f} ms, worst {worst:.1f} ms; "
                f"processor {used:.1f} ms"
            )


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
