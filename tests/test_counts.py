"""What makes a run slow, counted: machines differ, counts do not."""

from __future__ import annotations

from pathlib import Path

import libcst
import pytest

from bridgefix import bench, engine, facts, probes
from bridgefix.effects import build
from bridgefix.engine import Mode, run
from bridgefix.imports import Imports
from bridgefix.mend import mend
from bridgefix.project import Project
from bridgefix.rewrite import excerpt
from bridgefix.settings import Settings
from bridgefix.waiting import Waiting

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


def test_what_does_not_wait_is_looked_into_once_by_its_name(monkeypatch):
    asked = []
    look = Waiting._blocking_name
    monkeypatch.setattr(Waiting, "_blocking_name", lambda self, call: asked.append(call) or look(self, call))
    lines = "\n".join(f"        print({number})" for number in range(50))
    text = f"from textual.app import App\n\n\nclass A(App):\n    def on_mount(self):\n{lines}\n"
    assert not mend({"a.py": text}, Settings()).findings
    assert len(asked) == 1


def test_crossings_are_looked_for_only_where_there_is_one(monkeypatch):
    plain = "".join(f"    def plain{number}(self):\n        self.log(1)\n        self.log(2)\n" for number in range(50))
    text = f"from textual.app import App\n\n\nclass A(App):\n{plain}    def cross(self):\n        self.call_from_thread(print)\n"
    project = build([facts.gather("a.py", text)]).project
    asked = []
    shape = Project.shape
    monkeypatch.setattr(Project, "shape", lambda self, call: asked.append(call) or shape(self, call))
    assert list(project.crossings) == ["a.py::A.cross"]
    assert len(asked) == 1


def test_no_module_is_looked_for_in_a_folder_that_is_not_there(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "known.py").touch()
    text = "import os\nimport re\nimport requests\nimport known\n"
    with probes.Looks() as looks:
        found = list(Imports().files(facts.gather(str(tmp_path / "app.py"), text)))
    assert found == [str(tmp_path / "known.py")]
    below = str(tmp_path / "src")
    assert [path for answers in looks.answers.values() for path in answers if path.startswith(below)] == [below]
