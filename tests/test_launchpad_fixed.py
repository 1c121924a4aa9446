"""The example app after the fix: it neither freezes nor fails, and shows the same."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from test_launchpad import DELAY, LAUNCHPAD, TABLES, load, watch


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


def test_after_the_fix_the_batch_fills_every_table_and_nothing_freezes(fixed: Path) -> None:
    before = asyncio.run(watch(load(LAUNCHPAD, "launchpad_before")))
    after = asyncio.run(watch(load(fixed, "launchpad_after")))

    assert after.errors == []
    assert after.filled == TABLES
    assert after.fetched_on_main == []
    assert after.fetched == len(TABLES)
    assert after.longest_freeze < DELAY
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
    seen = asyncio.run(watch(load(copy, "launchpad_all_rules")))
    assert seen.errors == []
    assert seen.filled == TABLES
    assert seen.fetched_on_main == []
