"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit itself at a commit.

Here they run this checkout, so that nothing is fetched; `make release-check` has pre-commit install them as users do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bridgefix

pytest.importorskip("pre_commit")
yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

BASE = """\
import requests
from textual.screen import Screen
from textual.widgets import DataTable


class Monitor(Screen):
    def _fetch_and_update_builds_table(self):
        builds = requests.get("https://ci.example/builds").json()

        def update_ui():
            table = self.query_one("#builds", DataTable)
            table.clear()
            for build in builds:
                table.add_row(build["id"])

        self.app.call_from_thread(update_ui)
"""
BROKEN = """\
from base import Monitor
from textual.widgets import DataTable


class Builds(Monitor):
    def compose(self):
        yield DataTable(id="builds")

    def _update_builds_table(self, builds: list) -> None:
        self._fetch_and_update_builds_table()
"""

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is missing")


class Repository:
    """A git repository whose commits go through the hooks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environment = {
            **os.environ,
            "PRE_COMMIT_HOME": str(path.parent / "cache"),
            "PYTHONPATH": str(Path(bridgefix.__file__).parent.parent),
            "GIT_CONFIG_GLOBAL": os.devnull,
            **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        self.run("git", "init", "-q")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.path, env=self.environment, text=True, capture_output=True, timeout=120, check=False
        )

    def install(self, hook: str) -> None:
        local = {**HOOKS[hook], "language": "system"}
        local["entry"] = local["entry"].replace("bridgefix", f"{sys.executable} -m bridgefix", 1)
        config = {"repos": [{"repo": "local", "hooks": [local]}]}
        (self.path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        assert self.run(sys.executable, "-m", "pre_commit", "install").returncode == 0

    def commit(self, *names: str) -> subprocess.CompletedProcess[str]:
        self.run("git", "add", *names)
        return self.run("git", "commit", "-m", "Show the builds")


@pytest.fixture
def repository(tmp_path):
    """A repository in which the base of the class that is committed was committed long ago."""
    path = tmp_path / "repository"
    path.mkdir()
    repository = Repository(path)
    (path / "base.py").write_text(BASE)
    (path / "builds.py").write_text("x = 1\n")
    assert repository.commit(".").returncode == 0
    (path / "builds.py").write_text(BROKEN)
    return repository


def test_the_check_hook_stops_a_commit(repository):
    repository.install("bridgefix")
    result = repository.commit("builds.py")
    assert result.returncode == 1
    # The base is in a file that is no part of the commit.
    assert "builds.py:9:5: BF001 `_update_builds_table` ignores `builds`" in result.stderr
    assert "fix: safe" in result.stderr
    assert (repository.path / "builds.py").read_text() == BROKEN
    (repository.path / "notes.txt").write_text("")
    repository.run("git", "reset", "-q")
    result = repository.commit("notes.txt")
    assert result.returncode == 0
    assert "(no files to check)Skipped" in result.stderr


def test_the_fix_hook_mends_and_the_next_commit_goes_through(repository):
    repository.install("bridgefix-fix")
    result = repository.commit("builds.py")
    assert result.returncode == 1
    assert "files were modified by this hook" in result.stderr
    fixed = (repository.path / "builds.py").read_text()
    assert 'table.add_row(build["id"])' in fixed
    assert repository.commit("builds.py", "base.py").returncode == 0
    assert repository.run("git", "status", "--short", "--untracked-files=no").stdout == ""


def test_pre_commit_takes_the_hooks_as_valid(repository):
    result = repository.run(
        sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")
    )
    assert (result.returncode, result.stdout) == (0, "")
