"""What makes a run slow, counted: machines differ, counts do not."""

from __future__ import annotations

from pathlib import Path

import libcst
import pytest

from bridgefix import bench, engine, facts
from bridgefix.engine import Mode, run
from bridgefix.rewrite import excerpt
from bridgefix.settings import Settings

LAUNCHPAD = str(Path(__file__).parent.parent / "examples/launchpad")


@pytest.fixture
def counted(monkeypatch):
    """How often files are read into facts, and texts into trees of libcst."""
    counts = {"facts": 0, "trees": 0}

    def counting(name, function):
        def count(*arguments, **options):
            counts[name] += 1
            return function(*arguments, **options)

        return count

    gather = counting("facts", facts.gather)
    monkeypatch.setattr(engine, "gather", gather)
    monkeypatch.setattr(bench, "gather", gather)
    monkeypatch.setattr(libcst, "parse_module", counting("trees", libcst.parse_module))
    excerpt.parsed.cache_clear()
    return counts


def test_each_file_is_parsed_once_and_a_tree_made_for_each_fix(counted):
    report = run([LAUNCHPAD], Settings(), Mode.DIFF)
    assert len(report.changed) == 1
    fixed = sum(finding.fix is not None for finding in report.findings)
    # The app and its screen, and the client and the store that these import; the screen again as the fixes leave it.
    assert counted == {"facts": 5, "trees": fixed}


def test_a_look_makes_no_tree(counted):
    run([LAUNCHPAD], Settings(), Mode.CHECK)
    assert counted["trees"] == 0


def test_nothing_is_parsed_where_nothing_speaks_of_textual(counted, tmp_path):
    for number in range(20):
        (tmp_path / f"m{number}.py").write_text("import os\n# a textual description\n")
    run([str(tmp_path)], Settings(), Mode.DIFF)
    assert counted == {"facts": 0, "trees": 0}


def test_trees_are_made_of_files_with_fixes_only(counted, tmp_path):
    for source in Path(LAUNCHPAD).glob("*.py"):
        (tmp_path / source.name).write_text(source.read_text())
    for number in range(20):
        (tmp_path / f"m{number}.py").write_text("from textual.app import App\n\n\nclass A(App):\n    pass\n")
    report = run([str(tmp_path)], Settings(), Mode.DIFF)
    assert counted["trees"] == len(report.findings)
