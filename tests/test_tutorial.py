"""The tutorial, walked word by word: its commands are run in their order, its outputs compared, its claims tried."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import bridgefix

ROOT = Path(__file__).parent.parent
TUTORIAL = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is missing")


def steps():
    """The commands of the tutorial, each with what it prints."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            found.append((command, output))
    return found


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """A folder in which all of it was done: what each command printed, and the app as it was at first and at the end."""
    top = tmp_path_factory.mktemp("tutorial")
    # BRIDGEFIX_BIN is the bin folder of an environment in which bridgefix is installed; else it is this checkout.
    tools = Path(os.environ.get("BRIDGEFIX_BIN", top / "bin"))
    if "BRIDGEFIX_BIN" not in os.environ:
        tools.mkdir()
        (tools / "bridgefix").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bridgefix "$@"\n')
        (tools / "bridgefix").chmod(0o755)
    environment = {
        **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "CLONE": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    if "BRIDGEFIX_BIN" not in os.environ:
        environment["PYTHONPATH"] = str(Path(bridgefix.__file__).parent.parent)
    where, printed = top, []
    for command, _ in steps():
        result = subprocess.run(
            ["bash", "-c", f'{command}\npwd > "{top}/where"'],
            cwd=where,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        printed.append(result.stdout.decode("utf-8"))
        where = Path((top / "where").read_text().strip())
        shutil.rmtree(where / "__pycache__", ignore_errors=True)
    return where, printed


def test_every_command_prints_what_the_tutorial_says(walked):
    _, printed = walked
    for (command, expected), output in zip(steps(), printed, strict=True):
        assert output == expected, command


def test_the_tutorial_ends_where_it_says(walked):
    where, _ = walked
    text = (where / "board.py").read_text()
    assert text != (ROOT / "examples/departures/board.py").read_text()
    assert "self.call_from_thread(self._update_departures_table, trains)" in text


def run_board(folder, monkeypatch):
    """Run the app: which threads waited, what the table and the heading show, and what went wrong."""
    from textual.widgets import DataTable

    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for name in ("board", "trains"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import board
    import trains

    waited = []
    monkeypatch.setattr(trains.time, "sleep", lambda seconds: waited.append(threading.current_thread()))

    async def watch():
        app = board.Board()
        async with app.run_test() as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            at_start = app.query_one(DataTable).row_count, app.sub_title
            await pilot.press("r")
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert (app.query_one(DataTable).row_count, app.sub_title) == at_start
            return at_start

    try:
        shown, error = asyncio.run(watch()), None
    except Exception as caught:
        shown, error = None, caught
    finally:
        for name in ("board", "trains"):
            del sys.modules[name]
    return [thread is threading.main_thread() for thread in waited], shown, error


def test_at_first_main_waits_and_the_app_ends_with_that_error(monkeypatch):
    on_main, shown, error = run_board(ROOT / "examples/departures", monkeypatch)
    assert on_main == [False, True]
    assert shown is None
    (said,) = re.findall(r"^RuntimeError: (.*)$", TUTORIAL, re.MULTILINE)
    assert said in str(error)


def test_at_the_end_main_never_waits_and_the_trains_are_there(walked, monkeypatch):
    on_main, shown, error = run_board(walked[0], monkeypatch)
    assert error is None
    assert on_main == [False, False]
    assert shown == (3, "1 late")
