"""What the tests share."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator

import pytest

import bridgefix.engine
import bridgefix.rules
import fake
from bridgefix.cli import main
from harness import Stage


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write the after files and refused.txt of the cases, and the pictures of the review app, as they come now",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--accept") and os.environ.get("CI"):
        raise pytest.UsageError("--accept is for review by a person, not for CI")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`, half as many again as there are processors: a worker waits a third of its time for the apps that it runs."""
    count = os.cpu_count() or 1
    return count + (count + 1) // 2


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_user(tmp_path_factory):
    """Runs of the command neither read nor fill the cache of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Where the apps of the cases are run."""
    with Stage() as stage:
        yield stage


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder of a test, with a broken file and one that is none of our business."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.py").write_text(fake.BROKEN)
    (tmp_path / "src/other.py").write_text("x = 1\n")
    return tmp_path


@pytest.fixture
def invoke(monkeypatch, capfdbinary):
    """The command in this process, with the fake rules and fixes: exit status, stdout and stderr."""
    monkeypatch.setattr(bridgefix.rules, "RULES", fake.RULES)
    run = functools.partial(bridgefix.engine.run, rules=fake.RULES, fixes=fake.FIXES)
    monkeypatch.setattr(bridgefix.engine, "run", run)

    def call(*arguments):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        out, err = capfdbinary.readouterr()
        return caught.value.code, out, err

    return call
