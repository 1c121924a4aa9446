"""The example app after the fix: it fetches off main, fails nowhere, and shows the same."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual.widgets import DataTable

from test_launchpad import LAUNCHPAD, TABLES, load, watch

PATIENCE = 30
"""Seconds after which what is waited for is not believed to come."""


def apply(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tool on a folder, as from a command line."""
    command = [sys.executable, "-m", "bridgefix", *options, "--apply", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def fixed(tmp_path: Path) -> Path:
    """A copy of the app that the tool was let loose on."""
    copy = tmp_path / "launchpad"
    shutil.copytree(LAUNCHPAD, copy, ignore=shutil.ignore_patterns("__pycache__"))
    fix = apply(copy)
    assert fix.returncode == 0, fix.stdout + fix.stderr
    return copy


def test_after_the_fix_the_batch_fills_every_table_and_nothing_is_fetched_on_main(fixed: Path) -> None:
    before = asyncio.run(watch(load(LAUNCHPAD, "launchpad_before")))
    after = asyncio.run(watch(load(fixed, "launchpad_after")))

    assert after.errors == []
    assert after.filled == TABLES
    assert after.fetched_on_main == []
    assert after.fetched == len(TABLES)
    assert after.batch == before.refreshed, "a batch shows what a refresh showed before the fix"
    assert after.refreshed == before.refreshed, "and a refresh still shows it"


def test_the_fix_changes_only_the_screen_and_only_once(fixed: Path) -> None:
    once = contents(fixed)
    original = contents(LAUNCHPAD)

    assert [name for name in original if original[name] != once[name]] == ["screen.py"]
    assert apply(fixed).returncode == 0
    assert contents(fixed) == once


def test_all_rules_together_leave_nothing_to_find_and_an_app_that_works(tmp_path: Path) -> None:
    copy = tmp_path / "launchpad"
    shutil.copytree(LAUNCHPAD, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert apply(copy, "--select", "all", "--unsafe-fixes").returncode == 0
    once = contents(copy)
    assert apply(copy, "--select", "all", "--unsafe-fixes").returncode == 0
    assert contents(copy) == once

    screen = once["screen.py"].decode()
    assert screen.count("exclusive=True") == len(TABLES) + 1, "each refresh takes the place of the one before"
    assert screen.count("is_cancelled") >= len(TABLES) + 1, "and what it took the place of shows nothing any more"
    package = load(copy, "launchpad_all_rules")
    seen = asyncio.run(watch(package))
    assert seen.errors == []
    assert seen.filled == TABLES
    assert seen.fetched_on_main == []
    assert asyncio.run(overtaken(package)) == "new"


async def overtaken(package: Any) -> str:
    """What the runner table shows when the answer of the older of two refreshes comes last."""
    asked, answered, ended = threading.Event(), threading.Event(), threading.Event()

    class HeldClient(package.client.Client):  # type: ignore[misc]
        runs: ClassVar = iter(["batch", "old", "new"])

        def _get(self, name: str, limit: int) -> list[dict[str, Any]]:
            if name != "runner":
                return []
            run = next(self.runs)
            if run == "old":
                asked.set()
                answered.wait(PATIENCE)
            return [{"id": run, "suite": "", "host": "", "started": "", "state": ""}]

    app = package.app.LaunchpadApp(HeldClient(""))
    async with app.run_test() as pilot:

        async def until(holds: Callable[[], bool]) -> None:
            patience = time.monotonic() + PATIENCE
            while not holds():
                assert time.monotonic() < patience
                await pilot.pause(0.01)

        def first() -> str:
            table = app.screen.query_one("#runner-table", DataTable)
            return str(table.get_row_at(0)[0]) if table.row_count else ""

        await until(lambda: first() == "batch")
        refresh = app.screen._fetch_and_update_runner_table

        def older() -> None:
            try:
                refresh()
            finally:
                ended.set()

        app.screen._fetch_and_update_runner_table = older
        app.screen._refresh_runner()
        await until(asked.is_set)
        app.screen._fetch_and_update_runner_table = refresh
        app.screen._refresh_runner()
        await until(lambda: first() == "new")
        answered.set()
        await until(ended.is_set)
        await pilot.pause()
        return first()
