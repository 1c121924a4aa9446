"""The example app, run headless against its own slow service: how it fails as it is."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from textual.containers import Vertical
from textual.widgets import DataTable

LAUNCHPAD = Path(__file__).parent.parent / "examples" / "launchpad"
BROKEN = ["builds", "vertex", "active", "completed"]
TABLES = ["runner", *BROKEN]
DELAY = 0.6
# Minutes and dates are shown: two runs that a midnight lies between would differ in nothing else.
NOON = datetime(2026, 3, 4, 12, 0)


@dataclass
class Seen:
    """What a person sees of one run of the app, and which thread did the fetching."""

    batch: dict[str, Any] = field(default_factory=dict)
    """What each table shows when the batch is through."""
    refreshed: dict[str, Any] = field(default_factory=dict)
    """What each table shows after a refresh by hand."""
    errors: list[str] = field(default_factory=list)
    fetched_on_main: list[str] = field(default_factory=list)
    fetched: int = 0
    """How many fetches the batch took."""
    longest_freeze: float = 0.0
    """Seconds between two beats of a timer on the main thread."""

    @property
    def filled(self) -> list[str]:
        """The tables that the batch filled."""
        return [name for name in TABLES if self.batch[name]["rows"]]


def load(folder: Path, name: str) -> ModuleType:
    """Import a copy of the package under a name of its own."""
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    for module in ("app", "client", "service"):
        importlib.import_module(f"{name}.{module}")
    return package


async def watch(package: Any) -> Seen:
    """Run the app until its batch is through, refresh by hand, and tell what was to be seen."""
    seen = Seen()
    main_thread = threading.get_ident()
    first_answers: dict[str, list[dict[str, Any]]] = {}

    class WatchedClient(package.client.Client):  # type: ignore[misc]
        def _get(self, name: str, limit: int) -> list[dict[str, Any]]:
            seen.fetched += 1
            if threading.get_ident() == main_thread:
                seen.fetched_on_main.append(name)
            answer: list[dict[str, Any]] = super()._get(name, limit)
            # The service moves on; the tables of two runs can be compared only on the same data.
            return first_answers.setdefault(name, answer)

    with package.service.Service(delay=DELAY, seed=7, clock=lambda: NOON) as service:
        app = package.app.LaunchpadApp(WatchedClient(service.url))
        notify = app.notify

        def watched_notify(message: str, **options: Any) -> None:
            seen.errors.append(message)
            notify(message, **options)

        app.notify = watched_notify
        async with app.run_test() as pilot:
            beats = [time.monotonic()]
            app.set_interval(0.02, lambda: beats.append(time.monotonic()))
            await app.workers.wait_for_complete()
            patience = time.monotonic() + 30
            while sum(bool(table["rows"]) for table in shown(app).values()) + len(seen.errors) < len(TABLES):
                assert time.monotonic() < patience, "the batch never came to its end"
                await pilot.pause(0.05)
            # A freeze shows in the beat that follows it.
            await pilot.pause(0.1)
            seen.batch = shown(app)
            seen.longest_freeze = max(later - sooner for sooner, later in itertools.pairwise(beats))
            fetched_by_batch, errors_of_batch = seen.fetched, list(seen.errors)

            await pilot.press("r")
            await app.workers.wait_for_complete()
            await pilot.pause()
            seen.refreshed = shown(app)
            assert seen.errors == errors_of_batch, "a refresh by hand shows no error, before or after the fix"
            seen.fetched = fetched_by_batch
    return seen


def shown(app: Any) -> dict[str, Any]:
    """Rows and summary of each table, as they are on the screen."""
    tables = {}
    for name in TABLES:
        table = app.screen.query_one(f"#{name}-table", DataTable)
        tables[name] = {
            "rows": [table.get_row_at(index) for index in range(table.row_count)],
            "keys": [row.key.value for row in table.ordered_rows],
            "summary": app.screen.query_one(f"#{name}-panel", Vertical).border_subtitle,
        }
    return tables


def test_as_it_is_the_app_freezes_and_four_tables_stay_empty() -> None:
    seen = asyncio.run(watch(load(LAUNCHPAD, "launchpad_as_it_is")))

    assert seen.filled == ["runner"]
    assert len(seen.errors) == len(BROKEN)
    assert all("`call_from_thread` method must run in a different thread" in error for error in seen.errors)
    assert seen.fetched_on_main == BROKEN
    assert seen.fetched == len(TABLES) + len(BROKEN), "what the batch had fetched was fetched again"
    assert seen.longest_freeze >= DELAY
    # This is why nobody noticed: a refresh runs in its worker, where all is well.
    assert all(seen.refreshed[name]["rows"] for name in TABLES)
