"""The same run again: it is answered while all is as it was, and never when it is not."""

from __future__ import annotations

import builtins
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bridgefix import cli, engine, kept, probes, unchanged
from bridgefix.__main__ import main
from bridgefix.settings import RULE_NAMES, settings

APP = """\
from textual.app import App
import helper

class Monitor(App):
    def on_mount(self) -> None:
        self.call_from_thread(self.bell)
"""
HARMLESS = APP.replace("self.call_from_thread(self.bell)", "self.bell()".ljust(32, "#"))


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A project, the current folder, and an empty cache. All of it may count as old at once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(unchanged, "_FRESH", 0)
    folder = tmp_path / "top/work"
    (folder / "src/pages").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "src/app.py").write_text(APP)
    (folder / "src/helper.py").write_text("x = 1\n")
    (folder / "src/pages/page.py").write_text("x = 1\n")
    (folder / "other.py").write_text(APP)
    (folder / "src/linked.py").symlink_to(tmp_path / "one.py")
    (folder / "link").symlink_to("src")
    (folder / "src/data").mkdir()
    (folder / "src/data/.gitignore").write_text("*.py\n")
    (folder / "src/data/ignored.py").write_text(APP)
    (folder / "src/nowhere.py").symlink_to(tmp_path / "new.py")
    (folder / "src/textual").symlink_to(tmp_path / "library")
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text("x = 1\n")
    (folder / "accepted.json").write_text('{"version": 1, "findings": []}')
    (folder / "own.toml").write_text("[tool.bridgefix]\nquiet = true\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call(work, monkeypatch, capfdbinary):
    """A run as the shell starts it: whether it was answered, its exit status and what it says."""
    done = []
    real = cli.main

    def spy():
        done.append(True)
        real()

    monkeypatch.setattr(cli, "main", spy)

    def call(*arguments):
        tick(work.parent.parent)
        done.clear()
        monkeypatch.setattr(sys, "argv", ["bridgefix", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        return not done, (caught.value.code, *capfdbinary.readouterr())

    return call


def tick(folder):
    """Until a file that is changed now has another time than one that was changed before."""
    mark = folder / "mark"
    mark.write_text("")
    before = mark.stat().st_ctime_ns
    while mark.stat().st_ctime_ns == before:
        mark.write_text("")


def keep(call, *arguments):
    """A run that is answered when it is repeated; what it says."""
    answered, said = call(*arguments)
    assert not answered
    assert call(*arguments) == (True, said)
    return said


RUNS = {
    "the report": ["src"],
    "check": ["--check", "src"],
    "diff": ["--diff", "src"],
    "json": ["--format", "json", "--verbose", "src"],
    "sarif": ["--format", "sarif", "src"],
    "pictures": ["--flow", "--quiet", "src"],
    "with a baseline": ["--baseline", "accepted.json", "src", "other.py"],
    "several processes": ["--jobs", "2", "src", "other.py"],
    "nothing about Textual": ["--check", "src/pages"],
}


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_a_run_that_only_reads_is_answered_with_what_it_said(call, arguments):
    status, out, err = keep(call, *arguments)
    assert status == (0 if arguments == RUNS["nothing about Textual"] else 1)
    assert out or err
    assert call(*arguments, "--no-cache") == (False, (status, out, err))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-cache", "src"],
        ["--output", "report", "src"],
        ["--write-baseline", "new.json", "src"],
        ["--show-config", "src"],
        ["--version"],
        ["--select", "BF999", "src"],
        ["src", "missing.py"],
    ],
    ids=" ".join,
)
def test_no_other_run_is(call, arguments):
    first = call(*arguments)
    assert call(*arguments) == first
    assert not first[0]


def test_what_is_written_is_worked_out_each_time(call, work):
    for _ in range(3):  # the second one finds all as it leaves it
        assert not call("--apply", "src")[0]
    (work / "src/app.py").write_text(APP)
    assert not call("--apply", "src")[0]
    assert "call_from_thread" not in (work / "src/app.py").read_text()


def test_a_run_with_errors_is_done_each_time(call, work):
    (work / "src/wrong.py").write_text("import textual\n(\n")
    first = call("src")
    assert not first[0]
    assert call("src") == first


def of_the_same_size_and_time(work):
    path = work / "src/app.py"
    status = path.stat()
    path.write_text(HARMLESS)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)


def replaced(path, target):
    path.unlink()
    path.symlink_to(target)


def as_it_was(path, data):
    """The same bytes, at the same time, in another file."""
    status = path.stat()
    path.rename(path.with_suffix(".old"))
    path.write_text(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES = {
    "a file": lambda work: (work / "src/app.py").write_text(HARMLESS + "\n"),
    "a file, its size and its time as they were": of_the_same_size_and_time,
    "a file put in its place": lambda work: as_it_was(work / "src/app.py", HARMLESS),
    "a new file": lambda work: (work / "src/pages/new.py").write_text(APP),
    "a new file in a new folder": lambda work: (
        (work / "src/new").mkdir(),
        (work / "src/new/new.py").write_text(APP),
    ),
    "a file that is gone": lambda work: (work / "src/app.py").unlink(),
    "a folder that is gone": lambda work: (work / "src/pages").rename(work / "pages"),
    "a folder put in its place": lambda work: (
        (work / "src/pages").rename(work / "pages"),
        shutil.copytree(work / "src", work / "new", symlinks=True),
        (work / "src").rename(work / "old"),
        (work / "new").rename(work / "src"),
    ),
    "what is imported": lambda work: (work / "src/helper.py").write_text("x = 2\n"),
    "a module that was missing": lambda work: (work / "textual.py").write_text("x = 1\n"),
    "an ignore file": lambda work: (work / "src/.gitignore").write_text("app.py\n"),
    "an ignore file that ignores no more": lambda work: (work / "src/data/.gitignore").write_text("*.txt\n"),
    "an ignore file above": lambda work: (work / ".gitignore").write_text("app.py\n"),
    "what git itself leaves out": lambda work: (
        (work / ".git/info").mkdir(),
        (work / ".git/info/exclude").write_text("app.py\n"),
    ),
    "the top of the work tree": lambda work: (
        (work / ".git").rmdir(),
        (work.parent / ".git").mkdir(),
        (work.parent / ".gitignore").write_text("app.py\n"),
    ),
    "settings": lambda work: (work / "pyproject.toml").write_text("[tool.bridgefix]\nignore = ['BF002']\n"),
    "settings above": lambda work: (work.parent / "pyproject.toml").write_text("[tool.bridgefix]\nverbose = true\n"),
    "a link to a file": lambda work: replaced(work / "src/linked.py", work.parent.parent / "two.py"),
    "where a link to a file leads": lambda work: (work.parent.parent / "one.py").write_text(APP),
    "what a link to nowhere leads to": lambda work: (work.parent.parent / "new.py").write_text(APP),
    "the folder that a link to nowhere leads to": lambda work: (
        (work.parent.parent / "library").mkdir(),
        (work.parent.parent / "library/app.py").write_text("class App: pass\n"),
    ),
    "a mode": lambda work: (work / "src/app.py").chmod(0o600),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_where_something_is_not_as_it_was_the_run_is_done(call, work, change):
    keep(call, "src")
    tick(work.parent.parent)
    change(work)
    answered, said = call("src")
    assert not answered
    assert said == call("--no-cache", "src")[1]
    assert call("src") == (True, said)


NAMED = {
    "a baseline": (["--baseline", "accepted.json", "src"], lambda work: (work / "accepted.json").write_text("{}")),
    "a configuration": (["--config", "own.toml", "src"], lambda work: (work / "own.toml").write_text("")),
    "a link to a folder": (["link"], lambda work: replaced(work / "link", "src/pages")),
    "the folder above": (
        [os.path.join(os.pardir, "work", "src")],
        lambda work: (work.parent / "pyproject.toml").write_text("[tool.bridgefix]\nverbose = true\n"),
    ),
}


@pytest.mark.parametrize(("arguments", "change"), NAMED.values(), ids=NAMED)
def test_so_is_what_the_command_line_names(call, work, arguments, change):
    keep(call, *arguments)
    tick(work.parent.parent)
    change(work)
    assert not call(*arguments)[0]


def test_what_no_run_looks_at_may_change(call, work):
    keep(call, "src")
    (work / "src/pages/notes.txt").write_text("")
    (work / "other.py").write_text("")
    assert call("src")[0] is False, "a folder that was listed has another time"
    (work / "other.py").write_text("x = 1\n")
    (work / ".git/index").write_text("")
    assert call("src")[0]


def test_other_words_another_folder_or_other_surroundings_are_another_run(call, work, monkeypatch):
    keep(call, "src")
    assert not call("--verbose", "src")[0]
    assert not call("src", "other.py")[0]
    (work / "src/src").symlink_to(work / "src")
    assert not call("src")[0]
    with monkeypatch.context() as patch:
        patch.chdir(work / "src")
        assert not call("src")[0]
    with monkeypatch.context() as patch:
        patch.setenv("BRIDGEFIX_DEBUG", "1")
        assert not call("src")[0]
    with monkeypatch.context() as patch:
        patch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        assert not call("src")[0]
    assert call("src")[0]


def test_another_version_does_it_anew(call, monkeypatch):
    keep(call, "src")
    monkeypatch.setattr(kept, "_program", "another one")
    assert not call("src")[0]
    assert call("src")[0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"\0" * len(data),
        lambda data: data.replace(b"BF002", b"BF003"),
        lambda data: kept._seal(data[9:12]) + data[9:12],
        lambda data: kept._seal(data[9:].replace(b"is_file", b"is_pipe")) + data[9:].replace(b"is_file", b"is_pipe"),
    ],
)
def test_a_damaged_entry_is_as_good_as_none(call, work, damage):
    said = keep(call, "src")
    (entry,) = (work.parent.parent / "cache/bridgefix/results").glob("*.run")
    entry.write_bytes(damage(entry.read_bytes()))
    assert call("src") == (False, said)
    assert call("src") == (True, said)


def test_no_bit_of_an_entry_can_change_unnoticed(tmp_path):
    store = kept.Kept(str(tmp_path))
    store.write("one", b"what a run said\n")
    sealed = (tmp_path / "one").read_bytes()
    assert store.read("one") == b"what a run said\n"
    for bit in range(8 * len(sealed)):
        data = bytearray(sealed)
        data[bit // 8] ^= 1 << bit % 8
        (tmp_path / "one").write_bytes(data)
        assert store.read("one") is None


TROUBLES = {
    "a file": lambda folder: (folder.parent.mkdir(parents=True), folder.write_text("")),
    "a link in a circle": lambda folder: (folder.parent.mkdir(parents=True), folder.symlink_to(folder.name)),
    "a link to nowhere": lambda folder: (folder.parent.mkdir(parents=True), folder.symlink_to("nowhere/at/all")),
    "below a file": lambda folder: (folder.parent.parent.mkdir(), folder.parent.write_text("")),
    "where no folder can be made": lambda folder: folder.parent.parent.symlink_to("/proc/self/fdinfo"),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_where_nothing_can_be_kept_the_run_is_done(call, work, trouble):
    trouble(work.parent.parent / "cache/bridgefix/results")
    first = call("src")
    assert first[0] is False
    assert call("src") == first == call("--no-cache", "src")


def test_what_cannot_be_read_or_replaced_is_as_good_as_none(call, work):
    said = keep(call, "src")
    for entry in (work.parent.parent / "cache/bridgefix/results").iterdir():
        entry.unlink()
        entry.mkdir()
    assert call("src") == call("src") == (False, said)


def test_of_two_runs_that_write_at_once_nothing_old_is_told(call, work):
    keep(call, "src")
    command = [sys.executable, "-m", "bridgefix", "--apply", "src"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for run in runs:
        run.communicate()
    assert call("src") == (False, call("--no-cache", "src")[1])


def test_a_clock_that_goes_back_keeps_nothing_that_is_younger_than_it_says(call, monkeypatch):
    now = unchanged.time.time_ns()
    with monkeypatch.context() as patch:
        patch.setattr(unchanged.time, "time_ns", lambda: now - 3_600_000_000_000)
        assert [call("src")[0] for _ in range(2)] == [False, False]
    keep(call, "src")


def test_a_folder_that_is_not_this_users_alone_is_not_used(call, work, monkeypatch):
    keep(call, "src")
    folder = work.parent.parent / "cache/bridgefix/results"
    folder.chmod(0o722)
    assert not call("src")[0]
    folder.chmod(0o700)
    assert call("src")[0]
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert not call("src")[0]


def test_what_has_just_been_written_may_be_written_again_unseen(call, work, monkeypatch):
    monkeypatch.setattr(unchanged, "_FRESH", 3_600_000_000_000)
    assert not call("src")[0]
    assert not call("src")[0]


def test_what_changes_while_the_run_goes_on_is_seen(call, work, monkeypatch):
    run = engine.run

    def slow(*arguments, **options):
        report = run(*arguments, **options)
        (work / "src/app.py").write_text(HARMLESS)
        return report

    with monkeypatch.context() as patch:
        patch.setattr(engine, "run", slow)
        call("src")
    assert call("src") == (False, (0, b"No findings in 4 files\n", b""))


@pytest.mark.parametrize("full", ["stdout", "stderr"])
def test_what_cannot_be_said_is_not_done_again(call, monkeypatch, full):
    """A diff that was said already would be said twice, and that is no diff."""
    keep(call, "--diff", "src")
    real = unchanged._write

    def write(stream, kind, text):
        if stream == full:
            raise unchanged.Unsaid(f"cannot write to {stream}: no space left on device")
        real(stream, kind, text)

    monkeypatch.setattr(unchanged, "_write", write)
    answered, (status, out, err) = call("--diff", "src")
    assert (answered, status) == (True, 2)
    if full == "stdout":
        assert (out, err) == (b"", b"error: cannot write to stdout: no space left on device\n")
    else:
        assert out.count(b"--- a/src/app.py") == 1


def test_an_interrupt_ends_it_as_any_run(call, monkeypatch):
    keep(call, "src")

    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(unchanged, "_write", interrupt)
    monkeypatch.setattr(cli, "say", lambda text, stream: stream.write(text))
    assert call("src") == (True, (cli.INTERRUPTED, b"", b"error: interrupted; nothing was written\n"))


def test_two_answers_to_one_question_are_none():
    with probes.Looks() as looks:
        looks.note("exists", "a", True)
        with probes.Looks() as inner:
            inner.note("exists", "a", False)
        assert not inner.torn
    assert looks.torn


def test_a_run_that_is_answered_imports_neither_a_library_nor_the_engine(work):
    code = (
        "import sys\nfrom bridgefix import unchanged\nunchanged._FRESH = 0\nfrom bridgefix.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "--check", "src"]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout == "1 finding in 1 of 4 files\n"
    first, again = (set(run.stderr.split()) for run in runs)
    assert "click" in first
    ours = {name for name in again if name.startswith("bridgefix")}
    assert ours == {"bridgefix"} | {f"bridgefix.{name}" for name in ("__main__", "unchanged", "kept", "probes")}
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert again - ours - set(bare.stdout.split()) <= {"__future__", "zlib", "errno", "time", "stat"}


LOOKING = "stat lstat scandir listdir open readlink access".split()


def test_a_run_looks_at_nothing_that_it_does_not_rest_on(work, monkeypatch):
    """Whatever of the project the system is asked for is among the questions that are remembered."""
    asked = []

    def spying(function):
        def spy(path, *arguments, **options):
            if isinstance(path, (str, os.PathLike)):
                asked.append(os.path.join(str(work), path))
            return function(path, *arguments, **options)

        return spy

    (work / "pyproject.toml").write_text("[tool.bridgefix]\nbaseline = 'accepted.json'\nexclude = ['x']\n")
    (work / "src/.gitignore").write_text("x\n")
    with monkeypatch.context() as patch, probes.Looks() as looks:
        for name in LOOKING:
            patch.setattr(os, name, spying(getattr(os, name)))
        patch.setattr(builtins, "open", spying(builtins.open))
        paths = ["src", "other.py", "link"]
        engine.run(paths, settings({}, paths, RULE_NAMES), engine.Mode.DIFF)
    told = {os.path.normpath(os.path.join(str(work), path)) for paths in looks.answers.values() for path in paths}
    listed = set(looks.answers["state"])
    above = {str(folder) for path in told for folder in Path(path).parents}
    inside = [path for path in map(os.path.normpath, asked) if path.startswith(str(work.parent))]
    assert {os.path.basename(path) for path in inside} >= {
        "app.py",
        "helper.py",
        "pyproject.toml",
        ".git",
        "accepted.json",
    }
    assert [path for path in inside if path not in told | above and os.path.dirname(path) not in listed] == []
