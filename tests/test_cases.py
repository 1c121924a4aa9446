"""Every case folder: what the tool makes of the text, what it finds, and how the apps behave before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Case, find_cases, load, prove

ROOT = Path(__file__).parent / "cases"
CASES = [pytest.param(folder, id=f"{folder.parent.name}/{folder.name}") for folder in find_cases(ROOT)]


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    return load(request.param)


@pytest.mark.parametrize("case", CASES, indirect=True)
def test_behaviour(case, stage):
    """Before fails as the case says; after fetches off main, touches widgets on main, and shows what before showed."""
    if not case.scenes:
        pytest.skip("this case can't be run")
    assert prove(case, stage) == []
