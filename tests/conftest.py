"""What the tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from harness import Stage


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write the after files and refused.txt of the cases as the tool makes them now, for review",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--accept") and os.environ.get("CI"):
        raise pytest.UsageError("--accept is for review by a person, not for CI")


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Where the apps of the cases are run."""
    with Stage() as stage:
        yield stage
