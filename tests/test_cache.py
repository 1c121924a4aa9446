"""Results of earlier runs: the same as those worked out anew, and never out of date."""

from __future__ import annotations

import json
import os
import threading

import pytest

from bridgefix import cache, engine, kept
from bridgefix.engine import Mode, run
from bridgefix.findings import Edit, Entry, FileError, Finding, Level, Place, Report, Step, Thread
from bridgefix.settings import Settings

KEEPING = Settings(cache=True)
APP = """\
from textual.app import App
{more}

class Monitor(App):
    def on_mount(self) -> None:
        self.call_from_thread(self.bell)
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A folder with two projects, and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    for name, more in (("one", "import helper"), ("two", "")):
        (tmp_path / f"work/{name}").mkdir(parents=True)
        (tmp_path / f"work/{name}/app.py").write_text(APP.format(more=more))
    (tmp_path / "work/one/helper.py").write_text("x = 1\n")
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


ONE, TWO = ["one/app.py", "one/helper.py"], ["two/app.py"]


def parses(parsed, mode=Mode.REPORT, settings=KEEPING):
    """What a run parses; the report is that of a run that keeps nothing."""
    del parsed[:]
    report = run(["."], settings, mode)
    found = sorted(parsed)
    assert report == run(["."], settings._replace(cache=False), mode)
    return found


@pytest.mark.parametrize("mode", [Mode.REPORT, Mode.CHECK, Mode.DIFF])
def test_a_second_run_parses_nothing(root, parsed, mode):
    assert parses(parsed, mode) == [*ONE, *TWO]
    assert parses(parsed, mode) == []


def test_only_the_project_that_changed_is_looked_at_again(root, parsed):
    parses(parsed)
    (root / "work/two/app.py").write_text(APP.format(more="import os"))
    assert parses(parsed) == TWO
    assert parses(parsed) == []


CHANGES = {
    "an imported file": lambda work: (work / "one/helper.py").write_text("x = 2\n"),
    "a module that was missing": lambda work: (work / "one/os.py").write_text("x = 2\n"),
    "a package": lambda work: (work / "one/__init__.py").write_text(""),
    "a file that is gone": lambda work: (work / "one/helper.py").unlink(),
    "one project of the two": lambda work: (work / "pyproject.toml").write_text(""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_result_rests_on_is_asked_again(root, parsed, change):
    (root / "work/one/app.py").write_text(APP.format(more="import helper, os"))
    parses(parsed)
    change(root / "work")
    assert "one/app.py" in parses(parsed)


def test_a_link_that_leads_nowhere_is_no_file_until_it_leads_to_one(root, parsed):
    (root / "work/one/__init__.py").symlink_to(root / "shared.py")
    (root / "shared.py").write_text("")
    parses(parsed)
    (root / "shared.py").unlink()
    assert "one/app.py" in parses(parsed)
    assert parses(parsed) == []
    (root / "shared.py").write_text("")
    assert parses(parsed) == []
    (root / "shared.py").unlink()
    assert parses(parsed) == []


def test_other_settings_are_other_results(root, parsed):
    parses(parsed)
    assert parses(parsed, settings=Settings(cache=True, select=("BF002",))) == [*ONE, *TWO]
    assert parses(parsed, Mode.CHECK) == [*ONE, *TWO]
    assert parses(parsed, settings=Settings(cache=True, verbose=True, jobs=2)) == []


def test_what_is_written_is_worked_out_anew(root, parsed):
    parses(parsed, Mode.DIFF)
    del parsed[:]
    run(["."], KEEPING, Mode.APPLY)
    assert set(parsed) == {*ONE, *TWO}


def test_nothing_is_kept_where_that_is_not_wanted(root, parsed):
    run(["."], Settings(), Mode.REPORT)
    assert not (root / "kept").exists()


def test_a_run_with_errors_is_not_kept(root, parsed):
    (root / "work/two/app.py").write_text("import textual\n(\n")
    parses(parsed)
    assert parses(parsed) == ["two/app.py"]


def entries(root):
    return sorted((root / "kept/bridgefix/results").iterdir())


def garbage(data):
    return b"\0" * len(data)


def halved(data):
    return data[: len(data) // 2]


def of_another_kind(data):
    other = json.dumps({"evidence": {"files": {}, "folders": {}}, "result": {"findings": 3}}).encode()
    return kept._seal(other) + other


def tampered(data):
    return data.replace(b"call_from_thread", b"call_from_threat")


@pytest.mark.parametrize("damage", [garbage, halved, of_another_kind, tampered, lambda data: b""])
def test_a_damaged_entry_is_as_good_as_none(root, parsed, damage):
    parses(parsed)
    for path in entries(root):
        path.write_bytes(damage(path.read_bytes()))
    assert parses(parsed) == [*ONE, *TWO]
    assert parses(parsed) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="has no such modes")
def test_a_folder_that_others_can_write_into_is_not_used(root, parsed):
    parses(parsed)
    (root / "kept/bridgefix/results").chmod(0o777)
    assert parses(parsed) == [*ONE, *TWO]
    assert parses(parsed) == [*ONE, *TWO]


def test_a_cache_that_cannot_be_made_is_no_error(root, parsed):
    (root / "kept").write_text("a file")
    assert parses(parsed) == [*ONE, *TWO]


def test_the_store_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "_MOST_ENTRIES", 10)
    store = cache.Store(kept.Kept(str(tmp_path)))
    for number in range(40):
        store.put(f"{number}", Report(files=number), cache.Evidence({}, {}))
        os.utime(tmp_path / f"{number}.json", (number, number))
        assert len(list(tmp_path.iterdir())) <= 10
    assert store.get("39", Report) == Report(files=39)
    assert store.get("0", Report) is None


def test_runs_at_once_do_not_disturb_each_other(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "_MOST_ENTRIES", 4)
    wrong = []

    def work():
        store = cache.Store(kept.Kept(str(tmp_path)))
        for number in range(60):
            store.put(f"{number % 8}", Report(files=number % 8), cache.Evidence({}, {}))
            found = store.get(f"{number % 5}", Report)
            if found not in (None, Report(files=number % 5)):
                wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert not list(tmp_path.glob("*.new"))


def test_every_noun_of_a_report_comes_back(tmp_path):
    step = Step("a.py", 1, "A.f", Thread.WORKER)
    edit = Edit("a.py", 1, 2, 3, 4, "é\r\n")
    finding = Finding(
        "BF001", Place("a.py", 1, 2, 3, 4), "A.f", "ö", ("x",), (step,), Level.SAFE, edits=(edit,), note="n"
    )
    report = Report(
        findings=(finding,), known=(finding,), gone=(Entry("a.py", "BF001", "f", "x"),),
        errors=(FileError("a.py", 1, "m"),), files=3, changed=("a.py",), texts={"a.py": "ö\n"},
        before={"a.py": b"\xff\0\r\n"}, after={"a.py": b""}, groups=(("a.py", "b.py"),),
    )  # fmt: skip
    store = cache.Store(kept.Kept(str(tmp_path)))
    store.put("x", report, cache.Evidence({}, {}))
    assert store.get("x", Report) == report
