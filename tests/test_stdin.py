"""`-` with `--stdin-filename`: an editor's text on stdin, the fixed text on stdout."""

from __future__ import annotations

import io
import json
import os
from types import SimpleNamespace

import pytest

import samples
from bridgefix.cli import main

CLOCK = """\
from textual import work
from textual.app import App
from textual.widgets import Label


class Clock(App):
    @work(thread=True)
    def tick(self) -> None:
        self.query_one("#time", Label).update("now")
"""
FIXED = CLOCK.replace(
    'self.query_one("#time", Label).update("now")',
    'self.call_from_thread(lambda: self.query_one("#time", Label).update("now"))',
)
CHILD = """\
from textual import work

from .base import Base


class Clock(Base):
    @work(thread=True)
    def tick(self) -> None:
        self.show()
"""


@pytest.fixture
def pipe(tmp_path, monkeypatch, capfdbinary):
    """The command with a text on stdin, in a folder of its own: exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(data, *arguments):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        out, err = capfdbinary.readouterr()
        return caught.value.code, out, err

    call.folder = tmp_path
    return call


def fixed(pipe, data, *arguments, name="clock.py"):
    """What `--apply` puts out."""
    status, out, err = pipe(data, "--apply", *arguments, "--stdin-filename", name, "-")
    assert status == 0, err
    return out


def test_the_fixed_text_comes_out_and_nothing_is_written(pipe):
    (pipe.folder / "clock.py").write_text("the text as it was last saved")
    status, out, err = pipe(CLOCK.encode(), "--apply", "--stdin-filename", "clock.py", "-")
    assert (status, out.decode()) == (0, FIXED)
    assert b"clock.py:9:9: BF003" in err
    assert b"Fixed 1 of 1 finding" in err
    assert os.listdir(pipe.folder) == ["clock.py"]
    assert (pipe.folder / "clock.py").read_text() == "the text as it was last saved"


@pytest.mark.parametrize(
    "data",
    [
        CLOCK.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + CLOCK.encode(),
        b"# coding: latin-1\n# \xe9\n" + CLOCK.encode(),
        CLOCK.rstrip("\n").encode(),
    ],
    ids=["CRLF", "BOM", "latin-1", "no newline at the end"],
)
def test_every_byte_that_is_not_fixed_stays(pipe, data):
    line, new = (text.split("update")[0].splitlines()[-1].strip().encode() for text in (CLOCK, FIXED))
    assert fixed(pipe, data) == data.replace(line + b'update("now")', new + b'update("now"))')


def test_a_text_without_findings_comes_out_as_it_went_in(pipe):
    for data in (b"", b"x = 1\r\n", FIXED.encode()):
        assert fixed(pipe, data) == data


def test_findings_that_are_left_are_no_failure_to_an_editor(pipe):
    data = CLOCK.replace("def tick", "async def tick").replace("self.query_one", "yield self.query_one").encode()
    status, out, err = pipe(data, "--apply", "--stdin-filename", "clock.py", "-")
    assert (status, out) == (0, data)
    assert b"left: " in err


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"def (:\n", b"clock.py:1:5: syntax error"), (b"x = '\xff'\n", b"clock.py:1:6: is not utf-8")],
)
def test_what_cannot_be_read_gives_no_text_at_all(pipe, data, message):
    status, out, err = pipe(data, "--apply", "--stdin-filename", "clock.py", "-")
    assert (status, out) == (2, b"")
    assert message in err


def test_report_check_and_diff_look_at_the_text(pipe):
    arguments = ("--stdin-filename", "clock.py", "-")
    (pipe.folder / "clock.py").write_text(FIXED)
    status, out, _ = pipe(CLOCK.encode(), *arguments)
    assert status == 1
    assert out.startswith(b"clock.py:9:9: BF003")
    assert pipe(CLOCK.encode(), "--check", *arguments)[:2] == (1, b"1 finding in 1 of 1 file\n")
    status, out, _ = pipe(CLOCK.encode(), "--diff", *arguments)
    assert status == 1
    assert out.startswith(b"--- a/clock.py\n")
    report = json.loads(pipe(CLOCK.encode(), "--format", "json", *arguments)[1])
    assert [finding["path"] for finding in report["findings"]] == ["clock.py"]


def test_the_neighbours_on_the_disk_are_seen_and_left_alone(pipe):
    """A base that is imported, and a caller that is not: both are in the package."""
    app = pipe.folder / "app"
    app.mkdir()
    for name, text in (("__init__", ""), ("base", samples.BASE), ("clock", CHILD), ("broken", "import textual\n(\n")):
        (app / f"{name}.py").write_text(text)
    status, out, err = pipe(samples.BASE.encode(), "--stdin-filename", "app/base.py", "-")
    assert (status, err) == (1, b"")
    assert out.startswith(b"app/base.py:7:9: BF003")
    assert b"Clock.tick  app/clock.py:9  [worker]" in out
    # What is found in the neighbours was not asked for.
    assert pipe(CHILD.encode(), "--stdin-filename", "app/clock.py", "-")[0] == 0
    assert fixed(pipe, CHILD.encode(), name="app/clock.py") == CHILD.encode()
    assert (app / "base.py").read_text() == samples.BASE


def test_a_text_that_is_not_on_the_disk_yet(pipe):
    assert fixed(pipe, CLOCK.encode(), name="new/folder/clock.py") == FIXED.encode()


def test_what_is_excluded_comes_out_as_it_went_in(pipe):
    (pipe.folder / "pyproject.toml").write_text('[tool.bridgefix]\nexclude = ["generated/"]\n')
    (pipe.folder / "generated").mkdir()
    assert fixed(pipe, CLOCK.encode(), name="generated/clock.py") == CLOCK.encode()
    assert fixed(pipe, CLOCK.encode(), name="clock.py") == FIXED.encode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("-",),
        ("--stdin-filename", "a.py", "src"),
        ("--stdin-filename", "a.py", "-", "src"),
        ("--interactive", "--stdin-filename", "a.py", "-"),
    ],
)
def test_one_text_has_one_name(pipe, arguments):
    status, out, err = pipe(b"", *arguments)
    assert (status, out) == (2, b"")
    assert b"--stdin-filename" in err
