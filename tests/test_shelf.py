"""Facts of earlier looks: the same as those taken anew, and only those of files that are as they were."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import pickle
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bridgefix import engine, kept, shelf
from bridgefix.engine import Mode, run
from bridgefix.facts import Expr, FileFacts, gather
from bridgefix.settings import Settings
from bridgefix.sources import decode

ROOT = Path(__file__).parent.parent
KEEPING = Settings(cache=True)
APP = """\
from textual.app import App
import {name}

class Monitor(App):
    def on_mount(self) -> None:
        self.call_from_thread(self.bell)
"""
ODD = """\
# bridgefix: ignore[BF001]
from os import *
values = [..., 1j, -0.0, 1e999, b"\\0", 2**70, None, True, "\\ud800", 'ö', f"{values!r:>{width}}", not x, *y]
try:
    with open(a) as b, c: del d.e, f[0]
except (A, B.C) as error:
    lambda x=1, *y, z: (yield)
finally:
    match a:
        case A(b=1) | [*_] if (n := 10): ...
@overload
async def f(a: "list[int]", /, b: int = 3, *c, d=4, **e) -> "x": return await a if b else [i async for i in c if i]
class K(B, metaclass=M):
    x: int = 1
    @x.setter
    def x(self): global y; self.x += 1; return super().x
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A folder with two projects of two files each, and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    for name in ("one", "two"):
        (tmp_path / f"work/{name}").mkdir(parents=True)
        (tmp_path / f"work/{name}/app.py").write_text(APP.format(name=name))
        (tmp_path / f"work/{name}/{name}.py").write_text("x = 1\n")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.fixture
def parsed(monkeypatch):
    """The files that are parsed."""
    seen = []
    gather = engine.gather

    def spy(path, text):
        seen.append(path)
        return gather(path, text)

    monkeypatch.setattr(engine, "gather", spy)
    return seen


ONE, TWO = ["one/app.py", "one/one.py"], ["two/app.py", "two/two.py"]


def change(path, text="# changed\n"):
    with open(path, "a") as file:
        file.write(text)


def parses(parsed, mode=Mode.REPORT, settings=KEEPING, paths=(".",)):
    """What a run parses; the report is that of a run that keeps nothing."""
    del parsed[:]
    report = run(paths, settings, mode)
    found = sorted(parsed)
    assert report == run(paths, settings._replace(cache=False), mode)
    return found


def facts_entries(root):
    return sorted((root / "kept/bridgefix/results").glob("*.facts"))


def shelves(root):
    """How many bytes of facts are kept of each file, by project."""
    entries = (shelf._opened(path.read_bytes().partition(b"\n")[2]) for path in facts_entries(root))
    return sorted(({name: len(data) for name, (_, data) in entry.items()} for entry in entries), key=str)


# Facts and back


@functools.cache
def parts(kind):
    return [field.name for field in dataclasses.fields(kind)]


def same(one, other):
    """Whether two things are alike, and in both the same of their parts are one."""
    twins, todo = {}, [(one, other)]
    while todo:
        a, b = todo.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, Expr) or dataclasses.is_dataclass(a):
            if id(a) in twins or id(b) in twins:
                if twins.get(id(a)) is not b or twins.get(id(b)) is not a:
                    return False
                continue
            twins[id(a)], twins[id(b)] = b, a
        if dataclasses.is_dataclass(a):
            todo += [(getattr(a, name), getattr(b, name)) for name in parts(type(a))]
        elif isinstance(a, (tuple, list)):
            if len(a) != len(b):
                return False
            todo += zip(a, b, strict=True)
        elif isinstance(a, dict):
            if list(a) != list(b):
                return False
            todo += zip(a.values(), b.values(), strict=True)
        elif repr(a) != repr(b):
            return False
    return True


def test_what_is_alike_is_told_from_what_is_one():
    facts, other = gather("a.py", ODD), gather("a.py", ODD)
    assert same(facts, other)
    function = other.functions["K.x"]
    function.returns = [(Expr(*value), context) for value, context in function.returns]
    function.calls = [dataclasses.replace(call) for call in function.calls]
    assert not same(facts, other)


def written_in(folder):
    return [
        (path, path.read_text()) for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts
    ]


@pytest.mark.parametrize("folder", ["examples", "src", "tests/cases"])
def test_facts_come_back_as_they_were(folder):
    for path, text in written_in(folder):
        try:
            facts = gather(str(path), text)
        except SyntaxError:
            continue
        assert same(shelf._load(shelf._dump(facts)), facts), path


def test_facts_of_odd_code_come_back():
    facts = gather("a.py", ODD)
    assert same(shelf._load(shelf._dump(facts)), facts)


# What is parsed


def test_the_first_look_keeps_no_facts(root, parsed):
    assert parses(parsed) == [*ONE, *TWO]
    assert shelves(root) == [dict.fromkeys(ONE, 0), dict.fromkeys(TWO, 0)]


def test_nor_does_another_look_at_the_same(root, parsed):
    parses(parsed)
    assert parses(parsed, Mode.CHECK) == [*ONE, *TWO]
    assert parses(parsed, settings=Settings(cache=True, select=("BF002",))) == [*ONE, *TWO]
    assert not any(size for entry in shelves(root) for size in entry.values())


@pytest.mark.parametrize("mode", [Mode.REPORT, Mode.CHECK, Mode.DIFF])
def test_from_the_second_change_on_only_what_has_changed_is_parsed(root, parsed, mode):
    parses(parsed, mode)
    for number, file in enumerate(["one/app.py", "one/app.py", "one/one.py", "one/app.py"]):
        change(root / "work" / file)
        assert parses(parsed, mode) == ([file] if number else ONE)
        assert parses(parsed, mode) == []
    change(root / "work/two/app.py")
    change(root / "work/one/one.py")
    assert parses(parsed, mode) == ["one/one.py", *TWO]


def test_so_it_is_in_one_project_alone(root, parsed, monkeypatch):
    monkeypatch.chdir(root / "work/one")
    parses(parsed)
    change("app.py")
    assert parses(parsed) == ["app.py", "one.py"]
    change("app.py")
    assert parses(parsed) == ["app.py"]


def twice_changed(root, parsed):
    """A state in which facts are kept of the first project."""
    parses(parsed)
    change(root / "work/one/app.py")
    assert parses(parsed) == ONE
    change(root / "work/one/app.py")


def test_other_settings_need_no_other_facts(root, parsed):
    twice_changed(root, parsed)
    assert parses(parsed) == ["one/app.py"]
    assert parses(parsed, Mode.CHECK) == TWO
    assert parses(parsed, Mode.DIFF, Settings(cache=True, select=("BF002",), unsafe_fixes=True)) == TWO


def test_what_comes_and_what_goes(root, parsed):
    twice_changed(root, parsed)
    parses(parsed)
    (root / "work/one/more.py").write_text("import textual\nimport one\n")
    # The other project is looked at anew, too. It is as it was, so there is nothing kept of it.
    assert parses(parsed) == ["one/more.py", *TWO]
    (root / "work/one/one.py").unlink()
    assert parses(parsed) == TWO
    (root / "work/one/one.py").write_text("x = 2\n")
    # This is how the other one was looked at last but one.
    assert parses(parsed) == ["one/one.py"]


def test_a_file_that_does_not_parse_holds_no_others_up(root, parsed):
    twice_changed(root, parsed)
    parses(parsed)
    for number in range(3):
        (root / "work/one/one.py").write_text("x = (1\n" * number)
        assert parses(parsed) == ["one/one.py"]


def test_code_too_deep_to_be_kept_is_parsed_each_time(root, parsed, monkeypatch):
    deep = "import textual\nx = y" + ".a" * 400 + "\n"
    if shelf._dump(gather("deep.py", deep)):
        pytest.skip("nothing that can be read is too deep here")
    (root / "work/one/deep.py").write_text(deep)
    monkeypatch.chdir(root / "work/one")
    everything = ["app.py", "deep.py", "one.py"]
    for expected in (everything, everything, ["app.py", "deep.py"]):
        assert parses(parsed) == expected
        change("app.py")


# What does not use them


@pytest.mark.parametrize("way", ["no cache", "apply", "stdin"])
def test_neither_read_nor_written(root, parsed, way):
    twice_changed(root, parsed)

    def entries():
        folder = root / "kept/bridgefix/results"
        return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}

    before = entries()
    del parsed[:]
    if way == "no cache":
        run(["."], Settings(), Mode.REPORT)
    elif way == "apply":
        run(["."], KEEPING, Mode.APPLY)
    else:
        run(["one/app.py"], KEEPING, Mode.REPORT, stdin=b"import textual, one\n")
    assert {"one/app.py", "one/one.py"} <= set(parsed)
    assert entries() == before


def test_the_language_server_and_the_review_take_facts_anew(root, parsed):
    twice_changed(root, parsed)
    del parsed[:]
    engine.read(["."], KEEPING)
    assert sorted(parsed) == [*ONE, *TWO]


# What is wrong with them


def rewritten(data):
    """Another content under a right checksum."""
    return kept._seal(data) + data


class Evil:
    def __reduce__(self):
        return os.mkdir, ("evil",)


def with_facts(value):
    def damage(data):
        entry = shelf._opened(data.partition(b"\n")[2])
        return rewritten(pickle.dumps({path: (digest, value) for path, (digest, _) in entry.items()}))

    return damage


DAMAGES = {
    "empty": lambda data: b"",
    "zeros": lambda data: b"\0" * len(data),
    "cut short": lambda data: data[: len(data) // 2],
    "a bit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "another text": lambda data: rewritten(b"no pickle"),
    "another thing": lambda data: rewritten(pickle.dumps([1, 2])),
    "other things in it": lambda data: rewritten(pickle.dumps({"one/app.py": 3, 4: ("x", b"")})),
    "a program": lambda data: rewritten(pickle.dumps(Evil())),
    "facts of another kind": with_facts(pickle.dumps({})),
    "facts cut short": with_facts(pickle.dumps(FileFacts)),
    "a program as facts": with_facts(pickle.dumps(Evil())),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_entry_is_as_good_as_none(root, parsed, damage):
    twice_changed(root, parsed)
    for path in facts_entries(root):
        path.write_bytes(damage(path.read_bytes()))
    assert parses(parsed) == ONE
    for _ in range(2):
        change(root / "work/one/app.py")
        found = parses(parsed)
    assert found == ["one/app.py"]
    assert not (root / "work/evil").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="is allowed everything, or knows no such modes"
)
def test_an_entry_that_cannot_be_read_is_as_good_as_none(root, parsed):
    twice_changed(root, parsed)
    for path in facts_entries(root):
        path.chmod(0)
    assert parses(parsed) == ONE


@pytest.mark.parametrize("what", ["program", "python"])
def test_facts_of_another_version_are_not_taken(root, parsed, monkeypatch, what):
    twice_changed(root, parsed)
    if what == "program":
        monkeypatch.setattr(kept, "_program", "another")
    else:
        monkeypatch.setattr(kept, "_program", "")
        monkeypatch.setattr(sys, "version", "4.0")
    assert parses(parsed) == [*ONE, *TWO]


@pytest.mark.parametrize(("too_small", "expected"), [(0, [True, False]), (1, [False, True])])
def test_of_a_large_project_not_all_is_kept(root, parsed, monkeypatch, too_small, expected):
    twice_changed(root, parsed)
    size = shelves(root)[0]["one/app.py"]
    assert size
    monkeypatch.setattr(shelf, "_MOST_BYTES", size - too_small)
    shutil.rmtree(root / "kept")
    twice_changed(root, parsed)
    assert [bool(size) for size in shelves(root)[0].values()] == expected


def test_old_entries_go_with_the_rest(root, parsed, monkeypatch):
    monkeypatch.setattr(kept, "_MOST_ENTRIES", 3)
    for _ in range(5):
        change(root / "work/one/app.py")
        parses(parsed)
        assert len(list((root / "kept/bridgefix/results").iterdir())) <= 3


def test_runs_at_once_do_not_disturb_each_other(root):
    wrong = []
    texts = [f"import textual\nx = {number}\n".encode() for number in range(3)]

    def work(number):
        for turn in range(40):
            source = decode("a.py", texts[(turn + number) % 3])
            mine = shelf.shelf("x")
            facts = mine.get(source) or gather("a.py", source.text)
            if not same(facts, gather("a.py", source.text)):
                wrong.append(turn)
            mine.keep({"a.py": source}, [facts])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert [path.name for path in (root / "kept/bridgefix/results").iterdir()] == ["x.facts"]


# What comes of it


def reported(folder, *options):
    command = [sys.executable, "-m", "bridgefix", "--format", "json", *options, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert json.loads(done.stdout)["findings"], done.stderr
    return done.returncode, done.stdout


def every_third_case(folder, names):
    """What is not copied: that is enough of them, and a case whose fix is made already has less to show."""
    left = {*names} - {*sorted(names)[::3]} if Path(folder).name.startswith("BF00") else set()
    return {*left, *(name for name in names if name == "__pycache__" or name.startswith("after"))}


@pytest.mark.parametrize(("folder", "option"), [("tests/cases", "--check"), ("examples", "--verbose")])
def test_what_is_reported_does_not_show_them(tmp_path, monkeypatch, folder, option):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    shutil.copytree(ROOT / folder, tmp_path / "work", ignore=every_third_case)
    files = [path for path in sorted((tmp_path / "work").rglob("*.py")) if b"textual" in path.read_bytes()]
    for number in range(3):
        for path in files[number :: max(1, len(files) // 7)]:
            change(path, "\n\ndef added(self):\n    self.call_from_thread(print)\n")
        said = reported(tmp_path / "work", option)
        # The first look keeps no facts, so that it takes none.
        assert number == 0 or said == reported(tmp_path / "work", option, "--no-cache")
    assert any(size for entry in shelves(tmp_path) for size in entry.values())
