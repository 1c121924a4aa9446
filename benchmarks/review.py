"""How long the review takes from a key press to the next finding on the screen: `python benchmarks/review.py [FINDINGS]`.

The app runs over made-up findings and writes to a driver that only notes when. The clock stops when the last byte that
the key led to is handed over to the terminal. A frame of a 60 Hz screen is 16.7 ms. Beside it, press by press, runs the
least that Textual can do: an app with one label that counts the keys.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Label

import bridgefix.review.screen as module
from bridgefix.engine import Reading
from bridgefix.findings import Finding, Level, Place, Report
from bridgefix.review.app import ReviewApp
from bridgefix.review.choosing import Item
from bridgefix.settings import Settings
from bridgefix.sources import Found

KEYS = {"j": "move on", "y": "accept", "n": "refuse"}
PRESSES = 60
STILL = 0.1
"""Seconds after which nothing follows from a key any more."""


class Terminal(HeadlessDriver):
    """Takes what is drawn, and notes when it came: by the clock, and by what the process had used until then."""

    last = (0.0, 0.0)

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.last = (time.perf_counter(), time.process_time())


class Least(App[None]):
    """Counts keys."""

    number = 0

    def compose(self) -> ComposeResult:
        yield Label("0")

    def on_key(self) -> None:
        self.number += 1
        self.query_one(Label).update(str(self.number))


def made_up(number: int) -> list[Item]:
    """Findings, ten in each file; their diffs have between 10 and 109 lines, and some need a scrollbar below."""
    items = []
    for n in range(number):
        finding = Finding("BF003", Place(f"f{n // 10:04}.py", n % 10 + 1), f"A.m{n}", "is wrong", fix=Level.SAFE)
        lines = [f"{'+-'[at % 2]}    line {at} of {n}".ljust(20 + n * 31 % 90, ".") for at in range(10 + n * 37 % 100)]
        items.append(Item(finding, tuple([(line, "green" if line[0] == "+" else "red")] for line in lines)))
    return items


@dataclass
class Times:
    """Milliseconds of some presses."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        clock = sorted(self.clock)
        late = clock[int(len(clock) * 0.95)]
        return f"median {self.median:.1f} ms, 95 % {late:.1f} ms, least {clock[0]:.1f} ms; processor {self.used:.1f} ms"

    @property
    def median(self) -> float:
        return statistics.median(self.clock)

    @property
    def used(self) -> float:
        return statistics.median(self.processor)


async def press(app: App[Any], key: str, times: Times) -> None:
    terminal = app._driver
    assert isinstance(terminal, Terminal)
    clock, processor = time.perf_counter(), time.process_time()
    app.post_message(events.Key(key, key))
    while terminal.last[0] < clock or time.perf_counter() - terminal.last[0] < STILL:
        await asyncio.sleep(STILL)
    times.clock.append(1000 * (terminal.last[0] - clock))
    times.processor.append(1000 * (terminal.last[1] - processor))


async def measure(number: int) -> None:
    """Print what each key takes, and how many times that of the least app."""
    module.read = lambda *_, **__: Reading(Found((), frozenset(), {}), ["."])
    module.examine = lambda *_: (made_up(number), Report())
    app, least = ReviewApp(["."], Settings()), Least()
    running = []
    for each in (app, least):
        each.driver_class = Terminal
        running.append(asyncio.create_task(each.run_async(size=(120, 40))))
    await asyncio.sleep(1)
    await app.workers.wait_for_complete()
    await asyncio.sleep(1)
    seen = [f"{number} findings"]
    for key, name in KEYS.items():
        times, beside = Times(), Times()
        for _ in range(min(PRESSES, number // 4)):
            await press(app, key, times)
            await press(least, key, beside)
        seen.append(f"{name}: {times}")
        seen.append(f"  one label: {beside}")
        seen.append(f"  ratio: {times.median / beside.median:.1f}; processor {times.used / beside.used:.1f}")
    # The last that began ends first: each gives stdout back as it found it.
    for each, task in ((least, running[1]), (app, running[0])):
        each.exit()
        await task
    print("\n".join(seen))


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
