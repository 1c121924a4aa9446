"""Install what was built as a user does, and use it: `make release-check`. Needs PyPI; no part of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLEAN = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}


def main(dist: Path) -> None:
    """Try the wheel and the sdist in that folder, each in an environment of its own, and the hooks from a clone."""
    for pattern in ("*.whl", "*.tar.gz"):
        (built,) = dist.glob(pattern)
        with tempfile.TemporaryDirectory() as folder:
            tools = _installed(Path(folder), built)
            _use(tools, Path(folder))
            print(f"{built.name}: installed and used")
            if pattern == "*.whl":
                # The tutorial is walked with the environment that it tells the reader to make.
                _run(tools / "python", "-m", "pip", "install", "--quiet", "textual")
                _run(sys.executable, "-m", "pytest", "-q", "-n0", "tests/test_tutorial.py", BRIDGEFIX_BIN=str(tools))
    with tempfile.TemporaryDirectory() as folder:
        _commit_through_hooks(Path(folder))
        print("pre-commit: installed the hooks from a clone and stopped a commit")


def _run(*command: object, cwd: Path = ROOT, status: int = 0, **environment: str) -> str:
    result = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**CLEAN, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode != status:
        sys.exit(f"{' '.join(map(str, command))}: exit status {result.returncode}\n{result.stdout}")
    return result.stdout


def _installed(folder: Path, built: Path) -> Path:
    """The bin folder of a new environment with a wheel or an sdist in it."""
    venv.create(folder / "venv", with_pip=True)
    tools = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    _run(tools / "python", "-m", "pip", "install", "--quiet", built.resolve())
    return tools


def _use(tools: Path, folder: Path) -> None:
    command = tools / "bridgefix"
    version = _run(command, "--version", cwd=folder).split()[1]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(), f"the changelog has no {version}"
    shutil.copytree(ROOT / "examples/launchpad", folder / "launchpad", ignore=shutil.ignore_patterns("__pycache__"))
    assert "refetching-bridge" in _run(command, "--explain", "BF001", cwd=folder)
    assert "4 findings" in _run(command, "--check", "launchpad", cwd=folder, status=1)
    assert '"runs"' in _run(command, "--format", "sarif", "launchpad", cwd=folder, status=1)
    assert "Fixed 4 of 4" in _run(command, "--apply", "launchpad", cwd=folder)
    assert "No findings" in _run(command, "launchpad", cwd=folder)


def _commit_through_hooks(folder: Path) -> None:
    """pre-commit clones this repository, as it is committed, and makes the environment of the hook itself."""
    environment = {
        "PRE_COMMIT_HOME": str(folder / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    revision = _run("git", "rev-parse", "HEAD").strip()
    repository = folder / "repository"
    repository.mkdir()
    shutil.copy(ROOT / "examples/departures/board.py", repository)
    shutil.copy(ROOT / "examples/departures/trains.py", repository)
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {ROOT.as_uri()}\n  rev: {revision}\n  hooks:\n  - id: bridgefix\n"
    )
    _run("git", "init", "-q", cwd=repository, **environment)
    _run(sys.executable, "-m", "pre_commit", "install", cwd=repository, **environment)
    _run("git", "add", ".", cwd=repository, **environment)
    said = _run("git", "commit", "-m", "A board", cwd=repository, status=1, **environment)
    assert "board.py:36:5: BF001" in said, said


if __name__ == "__main__":
    main(Path(sys.argv[1]))
