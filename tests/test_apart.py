"""Projects that know nothing of each other are looked at apart; what could tie two files together keeps them together."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

import fake
from bridgefix import apart, engine, forks, processes, sources
from bridgefix.findings import UsageError
from bridgefix.settings import Settings

SAFE = Settings(select=("BF001",))


def forking(test):
    """For a test that forks, which Python warns of where a plugin of pytest has a thread."""
    quiet = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
    return pytest.mark.skipif(sys.platform != "linux", reason="only there processes are forked")(quiet(test))


TEXTUAL = "import textual\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Writes files by path into the current folder."""

    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return write


def parted(*named: str) -> set[tuple[str, ...]]:
    found = sources.find(["."])
    read = [sources.decode(path, sources.load(path)) for path in found.paths]
    here = [os.path.realpath(os.curdir)]
    return {
        tuple(source.path for source in group)
        for group in apart.groups(read, found.paths, frozenset(named), here).members.values()
    }


TWO = {"one/pack/__init__.py": "", "one/pack/a.py": TEXTUAL, "two/b.py": TEXTUAL}
TOGETHER = {tuple(sorted(TWO))}


def test_projects_side_by_side_are_apart(tree):
    tree(TWO)
    assert parted() == {("one/pack/__init__.py", "one/pack/a.py"), ("two/b.py",)}


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": ""},
        {".git/HEAD": ""},
        {"two/b.py": "from pack.a import x\n"},
        {"two/b.py": "if x:\n    from pack import b, a\n"},
        {"two/b.py": "from pack import (  # both\n    b,\n    a,\n)\n"},
        {"two/b.py": "import pack.a\n"},
        {"two/b.py": "import pack as p\np.a.x()\n"},
        {"one/pack/a.py": "from two.b import x\n"},
    ],
    ids=["pyproject", "work tree", "from", "names", "names on lines", "import", "another name", "a folder's name"],
)
def test_what_may_know_of_each_other_stays_together(tree, files):
    tree({**TWO, **files})
    assert parted() == TOGETHER


def test_a_folder_of_scripts_goes_with_what_is_below_it(tree):
    tree({**TWO, "one/run.py": TEXTUAL})
    assert parted() == {("one/pack/__init__.py", "one/pack/a.py", "one/run.py"), ("two/b.py",)}


def test_files_that_are_named_are_seen_together(tree):
    tree(TWO)
    assert parted("one/pack/a.py", "two/b.py") == TOGETHER


def test_a_marked_folder_above_the_given_ones_does_not_count(tree, monkeypatch):
    root = tree({**{f"in/{path}": text for path, text in TWO.items()}, "pyproject.toml": ""})
    monkeypatch.chdir(root / "in")
    assert len(parted()) == 2


@pytest.fixture
def looks(monkeypatch):
    """The files of each look at a project."""
    seen = []
    look = engine.look

    def spy(reading, *arguments, **options):
        seen.append(sorted(reading.sources))
        return look(reading, *arguments, **options)

    monkeypatch.setattr(engine, "look", spy)
    return seen


def findings(*paths, settings=SAFE):
    report = engine.run(paths, settings, engine.Mode.DIFF, rules=fake.RULES, fixes=fake.FIXES)
    return [finding.place.path for finding in report.findings], report.changed


def test_each_project_is_looked_at_by_itself(tree, looks):
    tree({"one/a.py": fake.BROKEN, "two/b.py": fake.BROKEN})
    assert findings(".") == (["one/a.py", "two/b.py"], ("one/a.py", "two/b.py"))
    assert looks == [["one/a.py"], ["two/b.py"]]


@pytest.mark.parametrize("statement", ["import os, pack.b", "import os; import pack.b", "from \\\n  pack.b import f"])
def test_an_import_that_only_a_parse_shows_brings_projects_together(tree, looks, statement):
    tree({"one/a.py": f"{TEXTUAL}{statement}\n", "two/pack/__init__.py": "", "two/pack/b.py": fake.BROKEN})
    assert findings(".") == (["two/pack/b.py"], ("two/pack/b.py",))
    assert looks[-1] == ["one/a.py", "two/pack/b.py"]


def test_a_file_that_two_projects_import_is_fixed_once(tree, looks):
    shared = fake.BROKEN.replace("from textual.app import App", "App = object")
    tree({"one/a.py": f"{TEXTUAL}import common\n", "two/b.py": f"{TEXTUAL}import common\n", "common.py": shared})
    assert findings(".") == (["common.py"], ("common.py",))
    assert looks == [["common.py", "one/a.py"], ["common.py", "two/b.py"], ["common.py", "one/a.py", "two/b.py"]]


@forking
@pytest.mark.parametrize(("worth", "jobs", "started"), [(10**6, 2, 0), (0, 1, 0), (0, 2, 1)])
def test_processes_are_started_only_where_there_is_enough_to_do(tree, monkeypatch, worth, jobs, started):
    begun = []
    each = forks.each
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(forks, "each", lambda *a: begun.append(a[-1]) or each(*a))
    monkeypatch.setattr(processes, "_WORTH", worth)
    tree({f"p{number}/a.py": fake.BROKEN for number in range(4)})
    assert findings(".", settings=Settings(select=("BF001",), jobs=jobs))[0] == [f"p{n}/a.py" for n in range(4)]
    assert begun == [2] * started


@forking
@pytest.mark.parametrize("threads", [False, True], ids=["by a fork", "anew, since a thread could hold a lock"])
def test_what_several_processes_do_comes_back_in_order(monkeypatch, threads):
    monkeypatch.setattr(threading, "active_count", lambda: 2 if threads else 1)
    found = processes.each(divmod, 100, [7, 30, 9], [1, 10**6, 1], 2)
    assert list(found) == [(14, 2), (3, 10), (11, 1)]


@forking
def test_each_process_takes_the_next_thing_when_it_is_done_with_one(tmp_path):
    def work(item):
        while item == "first" and not (tmp_path / "last").exists():
            time.sleep(0.01)
        (tmp_path / item).touch()
        return os.getpid()

    first, *others = forks.each(work, ["first", "second", "third", "last"], range(4), 2)
    assert len(set(others)) == 1
    assert first not in others


class Odd(Exception):
    """Can't be handed over: what it is made from is not what it keeps."""

    def __init__(self, one, two):
        super().__init__(one + two)


def failing(error):
    raise error


@forking
@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (UsageError("no"), UsageError, "no"),
        (Odd("o", "dd"), RuntimeError, "Odd: odd"),
        (SystemExit(3), SystemExit, "3"),
    ],
    ids=["an error", "one that cannot be handed over", "an exit"],
)
def test_what_fails_in_a_process_fails_here(error, kind, text):
    with pytest.raises(kind, match=text) as raised:
        list(forks.each(failing, [error] * 3, range(3), 2))
    assert "in failing" in str(raised.value.__cause__)


@forking
def test_a_process_that_is_killed_is_told(monkeypatch):
    with pytest.raises(RuntimeError, match="ended before it was done"):
        list(forks.each(lambda item: os.kill(os.getpid(), signal.SIGKILL), [1, 2], range(2), 2))


@forking
def test_no_process_and_no_file_stays_behind(monkeypatch):
    pids = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: pids.append(fork()) or pids[-1])
    before = os.listdir("/dev/fd")
    assert list(forks.each(str, range(100), range(100), 3)) == [*map(str, range(100))]
    half = forks.each(str, range(100), range(100), 3)
    next(half)
    half.close()
    assert len(os.listdir("/dev/fd")) == len(before)
    for pid in pids:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    assert len(pids) == 6


def test_one_project_needs_no_process(tree, monkeypatch):
    monkeypatch.setattr(processes, "_WORTH", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(forks, "each", None)
    tree({f"m{number}.py": fake.BROKEN for number in range(4)})
    assert len(findings(".", settings=Settings(select=("BF001",), jobs=4))[0]) == 4
