"""The pictures of `--flow`, as a user gets them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BRIDGE = """\
import requests
from textual import work
from textual.screen import Screen
from textual.widgets import DataTable


class Pods(Screen):
    @work(thread=True)
    def load(self) -> None:
        self._fetch_and_show_pods()

    def on_key(self) -> None:
        self._show_pods(self.stored)

    def _show_pods(self, pods: list) -> None:
        self._fetch_and_show_pods()

    def _fetch_and_show_pods(self) -> None:
        pods = requests.get("http://x").json()
        self.app.call_from_thread(self.query_one(DataTable).add_rows, pods)
"""

WORKER = """\
from textual import work
from textual.app import App
from textual.widgets import Label


class Clock(App):
    @work(thread=True)
    def tick(self) -> None:
        self.query_one("#time", Label).update("now")
"""


def flow(path: Path, text: str, *options: str, encoding: str = "utf-8") -> list[str]:
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bridgefix", "--flow", *options, path.name],
        capture_output=True,
        cwd=path.parent,
        env={"PYTHONIOENCODING": encoding, "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]},
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout.decode(encoding).splitlines()


def test_a_refetching_bridge_is_frozen_and_raises_before_and_shows_after(tmp_path: Path) -> None:
    lines = flow(tmp_path / "pods.py", BRIDGE, "--select", "BF001")
    middle = lines.index("  after the fix")
    before, after = lines[:middle], lines[middle:]
    assert any("│ requests.get :19  ▒ frozen" in line for line in before)
    assert any("│ call_from_thread  ✗ RuntimeError" in line for line in before)
    assert not any("▒" in line or "✗" in line for line in after)
    assert any(line.startswith("  requests.get :19  ✓ only waits") for line in after)
    assert any("─ call_from_thread ─" in line and line.endswith("▶") for line in after)
    assert sum("_show_pods" in line and "✓ shows it" in line for line in after) == 2


def test_a_touch_in_a_worker_crosses_after_the_fix(tmp_path: Path) -> None:
    lines = flow(tmp_path / "clock.py", WORKER)
    assert any(line.startswith("  ") and "✗ UI off main" in line and line.endswith("│") for line in lines)
    assert any("│ " in line and "✓ on main" in line for line in lines)


def test_what_has_no_fix_says_why(tmp_path: Path) -> None:
    stuck = BRIDGE.replace("        pods = requests", "        yield\n        pods = requests")
    lines = flow(tmp_path / "pods.py", stuck, "--select", "BF001")
    assert any(line.startswith("  no fix: ") and "generator" in line for line in lines)
    assert not any("after the fix" in line for line in lines)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_it_fits_80_columns_also_in_ascii(tmp_path: Path, encoding: str) -> None:
    name = "a_name_that_is_longer_than_half_of_a_terminal_is_wide"
    lines = flow(
        tmp_path / "pods.py", BRIDGE.replace("_fetch_and_show_pods", f"_fetch_and_show_pods_{name}"), encoding=encoding
    )
    assert max(len(line) for line in lines if line.startswith(" ")) <= 80
    assert any("x RuntimeError" in line if encoding == "ascii" else "✗ RuntimeError" in line for line in lines)


@pytest.mark.parametrize("other", [["--check"], ["--format", "json"]])
def test_a_picture_is_no_summary_and_no_json(tmp_path: Path, other: list[str]) -> None:
    (tmp_path / "pods.py").write_text(BRIDGE, encoding="utf-8")
    command = [sys.executable, "-m", "bridgefix", "--flow", *other, "pods.py"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert done.stderr == f"error: --flow and {' '.join(other)} exclude each other\n"
